package dev.perigee.e2e;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionRecord;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The election and the failover against real gateways, nats-servers and links with the
 * delays of the world.
 */
@ExtendWith(LabExtension.class)
class ElectionIT {

	private static final Duration PERIOD = Duration.ofSeconds(3);

	@ParameterizedTest
	@ValueSource(strings = { "singapore", "us-east" })
	void electsTheNearestRegionOverWebTransportAndCarriesTrafficLongBefore(String home, Lab lab) {
		try (Caller user = Caller.anywhere(lab, lab.addClient("nearest-" + home, home), "nearest-" + home).start()) {
			ElectionRecord record = user.elected().record();
			assertThat(record.winner())
				.hasToString(home + (isPreferred(record, home) ? "/webtransport" : "/websocket"));
			ConnectionEvent.Connected connected = user.of(ConnectionEvent.Connected.class).get(0);
			assertThat(connected.sinceStart()).isLessThan(PERIOD.dividedBy(2));
			user.awaitIncumbent(String.valueOf(record.winner()));
		}
	}

	/**
	 * The preference as it is specified, over what was really measured: on a busy machine
	 * a late sample can make more of a difference than the bound, and a late handshake
	 * can miss the election.
	 */
	private static boolean isPreferred(ElectionRecord record, String region) {
		double webSocketMs = scoreMs(record, region + "/websocket");
		return scoreMs(record, region + "/webtransport") <= webSocketMs * 1.1 + 5;
	}

	private static double scoreMs(ElectionRecord record, String candidate) {
		return record.candidates()
			.stream()
			.filter((entry) -> entry.candidate().toString().equals(candidate) && entry.score() != null)
			.mapToDouble((entry) -> entry.score().toNanos() / 1e6)
			.findFirst()
			.orElse(Double.POSITIVE_INFINITY);
	}

	@Test
	void aMessageCrossesRegionsAndTransports(Lab lab) {
		try (Caller singapore = Caller.at(lab, "sam", "singapore", Transport.WEBTRANSPORT, "crossing").start();
				Caller usEast = Caller.at(lab, "uma", "us-east", Transport.WEBSOCKET, "crossing").start()) {
			singapore.awaitRoster(2);
			usEast.awaitRoster(2);
			singapore.publish("from singapore over QUIC");
			usEast.awaitHeard("from singapore over QUIC");
			usEast.publish("from us-east over TCP");
			singapore.awaitHeard("from us-east over TCP");
			assertThat(usEast.room.roster()).extracting("region").containsExactlyInAnyOrder("singapore", "us-east");
		}
	}

	@Test
	void aKilledGatewayLosesAndRepeatsNothing(Lab lab) {
		try (Caller peer = Caller.at(lab, "peer-of-killed", "us-east", Transport.WEBSOCKET, "killed").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-killed", "frankfurt"), "killed").start()) {
			Candidate elected = user.elected().record().winner();
			assertThat(elected.region()).isEqualTo("frankfurt");
			user.awaitIncumbent(elected.toString());
			user.awaitRoster(2);
			publishNumbers(user, peer, 0, 20);
			GatewayProcess killed = lab.region("frankfurt").gateway(elected.transport());
			killed.kill();
			try {
				publishNumbers(user, peer, 20, 60);
				peer.awaitHeard("user 59");
				user.awaitHeard("peer 59");
				assertThat(peer.heard).isEqualTo(IntStream.range(0, 60).mapToObj((n) -> "user " + n).toList());
				assertThat(user.heard).isEqualTo(IntStream.range(0, 60).mapToObj((n) -> "peer " + n).toList());
				ConnectionEvent.FailedOver failover = user.of(ConnectionEvent.FailedOver.class).get(0);
				assertThat(failover.from()).isEqualTo(elected);
				assertThat(failover.to()).isNotEqualTo(failover.from());
				assertThat(failover.blackout()).isPositive().isLessThan(Duration.ofSeconds(5));
			}
			finally {
				killed.restart();
			}
		}
	}

	private static void publishNumbers(Caller user, Caller peer, int from, int to) {
		for (int number = from; number < to; number++) {
			user.publish("user " + number);
			peer.publish("peer " + number);
		}
	}

	@Test
	void udpThatIsSilentlyDroppedDelaysNothing(Lab lab) {
		LabClient links = lab.addClient("no-udp", "singapore");
		for (LabRegion region : lab.regions()) {
			links.link(region.name(), Transport.WEBTRANSPORT).blackHole(true);
		}
		try (Caller user = Caller.anywhere(lab, links, "no-udp").start()) {
			assertThat(user.of(ConnectionEvent.Connected.class).get(0).sinceStart()).isLessThan(PERIOD.dividedBy(2));
			ConnectionEvent.Elected elected = user.elected();
			assertThat(elected.record().winner()).hasToString("singapore/websocket");
			assertThat(elected.record().cost().duration()).isLessThan(PERIOD.plusMillis(100));
		}
	}

	@Test
	void aSlowWebTransportNeverBeatsAFastWebSocket(Lab lab) {
		LabClient links = lab.addClient("slow-udp", "singapore");
		links.link("singapore", Transport.WEBTRANSPORT).delay(Duration.ofMillis(150));
		links.link("singapore", Transport.WEBSOCKET).delay(Duration.ofMillis(10));
		try (Caller user = Caller.anywhere(lab, links, "slow-udp").start()) {
			assertThat(user.elected().record().winner()).hasToString("singapore/websocket");
		}
	}

}
