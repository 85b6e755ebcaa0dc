package dev.perigee.gateway.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.perigee.gateway.cluster.SeenNode;
import dev.perigee.gateway.session.SessionView;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosisTests {

	private GatewayView.Node node = new GatewayView.Node("home", "node-1", Set.of(), 0, true);

	private GatewayView.Sessions sessions = new GatewayView.Sessions(10, 8, 100, 0, 0, List.of());

	private int memoryPercent = 10;

	private DrainEndpoint.Status drain = new DrainEndpoint.Status(false, 0, 8, 0);

	private Map<CloseCode, Long> refusals = Map.of();

	private Map<CloseCode, Long> closes = Map.of();

	private List<SeenNode> nodes = List.of(new SeenNode("node-1", "home", 0, RegionHealth.UP, 1, 0),
			new SeenNode("node-2", "away", 0, RegionHealth.UP, 1, 900));

	@Test
	void saysNothingOfAHealthyNode() {
		this.closes = Map.of(CloseCode.NORMAL, 12L);
		assertThat(problems()).isEmpty();
	}

	@Test
	void beginsWithTheWorst() {
		this.node = new GatewayView.Node("home", "node-1", Set.of(), 0, false);
		this.memoryPercent = 91;
		this.drain = new DrainEndpoint.Status(true, 700, 95, 0);
		this.sessions = new GatewayView.Sessions(99, 95, 100, 0, 3,
				List.of(new SessionView.Slow(new SessionId(7), Transport.WEBSOCKET, 4000, 250)));
		this.refusals = Map.of(CloseCode.RATE_LIMITED, 3L, CloseCode.FORBIDDEN, 9L);
		this.closes = Map.of(CloseCode.SLOW_CONSUMER, 2L);
		this.nodes = List.of(new SeenNode("node-2", "away", 0, RegionHealth.UP, 1, 2400));
		assertThat(problems()).containsExactly(
				"ISOLATED: no connection to NATS, or it does not permit what this node needs "
						+ "(health: nats, natsAccess); clients leave",
				"memory: 91 % of gateway.memory.max, step SESSIONS", "draining: 95 sessions have 700 ms left",
				"full: 95 of 100 sessions",
				"slow: frames wait for 3 connections, most for session 0000000000000007 (4000 bytes, 250 ms)",
				"refused in the last minutes: 9 with FORBIDDEN", "refused in the last minutes: 3 with RATE_LIMITED",
				"closed in the last minutes: 2 with SLOW_CONSUMER", "node node-2 (away): not heard of for 2400 ms");
	}

	@Test
	void tellsALostLinkBetweenRegionsFromLostNats() {
		this.node = new GatewayView.Node("home", "node-1", Set.of(EchoFlag.ISOLATED), 0, true);
		assertThat(problems()).containsExactly(
				"ISOLATED: NATS is connected, but no other region is heard (health: regions); clients leave");
	}

	private List<String> problems() {
		return Diagnosis.of(new GatewayView(List.of(), this.node, this.sessions,
				new GatewayView.Memory(100, this.memoryPercent, 0, 0, 0, 0), new GatewayView.Rooms(0, List.of()),
				this.drain, this.refusals, this.closes, List.of(), this.nodes));
	}

}
