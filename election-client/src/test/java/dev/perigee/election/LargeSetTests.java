package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.perigee.election.transport.CandidateConnection;
import dev.perigee.election.transport.CandidateDialer;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.election.transport.ConnectionListener;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 60 regions over 2 transports, in virtual time.
 */
class LargeSetTests {

	private static final int REGIONS = 60;

	private static final int PLACES = 8;

	private final World world = new World();

	private final Census census = new Census(this.world);

	private final List<ConnectionEvent> events = new ArrayList<>();

	private ElectionClient client;

	@AfterEach
	void closeClient() {
		this.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.census.open).isZero();
		assertThat(this.census.peak).isLessThanOrEqualTo(PLACES);
	}

	@Test
	void sixtyRegionsOverTwoTransportsOpenFewConnectionsAndFindTheBest() {
		regions(0);
		start();
		this.world.passes(Duration.ofSeconds(30));
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.winner()).hasToString("region-59/webtransport");
		// one for each region, and both transports of the four best, of which two are
		// open already
		assertThat(record.cost().connections()).isEqualTo(REGIONS + PLACES - 2);
		// and the first usable one once more, after the traffic has left it
		assertThat(this.census.opened).isLessThanOrEqualTo(REGIONS + PLACES - 1);
		assertThat(record.snapshot().entrants()).hasSize(PLACES)
			.extracting((entrant) -> entrant.candidate().region())
			.containsOnly("region-56", "region-57", "region-58", "region-59");
		assertThat(record.candidates()).hasSize(2 * REGIONS);
		assertThat(record.summary())
			.contains("region-10/websocket excluded (104.0 ms to its region in the first round, others were faster)");
	}

	@Test
	void regionIsNotLostToTheNoiseOfOneProbe() {
		regions(0);
		AtomicInteger echoes = new AtomicInteger();
		this.world.gateway("region-59/websocket").noise = () -> (echoes.getAndIncrement() == 0) ? 60 : 0;
		start();
		this.world.passes(Duration.ofSeconds(30));
		assertThat(this.client.lastElection().orElseThrow().winner()).hasToString("region-59/webtransport");
	}

	/** Round trip times fall from 114 ms to 5 ms: the best is the last in the list. */
	private void regions(int dead) {
		for (int i = 0; i < REGIONS; i++) {
			double rtt = (i == REGIONS - 1) ? 5 : 124 - 2 * i;
			this.world.gateway("region-" + i + "/webtransport", rtt).blackHole = i < dead;
			this.world.gateway("region-" + i + "/websocket", rtt).blackHole = i < dead;
		}
	}

	@Test
	void firstUsableCandidateOfManyCarriesTrafficAtOnceAndIsNeverClosed() {
		regions(0);
		start();
		this.world.passesMillis(4 * 110);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		this.world.passes(Duration.ofSeconds(30));
		assertThat(this.events).noneMatch((event) -> event instanceof ConnectionEvent.Disconnected);
		assertThat(this.events).filteredOn(ConnectionEvent.Migrated.class::isInstance).hasSize(1);
	}

	@Test
	void deadRegionsStallNobodyForLong() {
		regions(20);
		start();
		this.world.passes(Duration.ofSeconds(4));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		this.world.passes(Duration.ofSeconds(16));
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.winner()).hasToString("region-59/webtransport");
		assertThat(record.cost().duration()).isLessThan(Duration.ofSeconds(15));
		assertThat(record.summary())
			.contains("region-3/websocket excluded (no echo from its region in the first round)");
	}

	@Test
	void regionWithoutWebSocketIsProbedOverWebTransport() {
		regions(0);
		this.world.gateway("region-59/websocket").reachable = false;
		start();
		this.world.passes(Duration.ofSeconds(30));
		assertThat(this.client.lastElection().orElseThrow().winner()).hasToString("region-59/webtransport");
	}

	@Test
	void farAwayFromEverywhereIsASecondMorePatientRound() {
		for (int i = 0; i < REGIONS; i++) {
			this.world.gateway("region-" + i + "/websocket", 600 + i);
		}
		start();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.client.lastElection().orElseThrow().winner()).hasToString("region-0/websocket");
	}

	@Test
	void lostFieldIsReplacedByOthers() {
		regions(0);
		start();
		this.world.passes(Duration.ofSeconds(30));
		for (int i = 56; i < REGIONS; i++) {
			this.world.gateway("region-" + i + "/webtransport").kill();
			this.world.gateway("region-" + i + "/websocket").kill();
		}
		this.world.passes(Duration.ofSeconds(30));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.client.lastElection().orElseThrow().winner()).hasToString("region-55/webtransport");
	}

	@Test
	void allDeadIsToldOnceAndRecovers() {
		regions(REGIONS);
		start();
		this.world.passes(Duration.ofHours(1));
		assertThat(this.events).filteredOn(ConnectionEvent.AllFailed.class::isInstance).hasSize(1);
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = false);
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.client.lastElection()).isPresent();
	}

	@Test
	void reviewFindsARegionThatHasBecomeBetter() {
		regions(0);
		start();
		this.world.passes(Duration.ofMinutes(1));
		this.world.gateways.values().forEach((gateway) -> gateway.rttMillis += 40);
		this.world.gateway("region-0/webtransport").rttMillis = 1;
		this.world.gateway("region-0/websocket").rttMillis = 1;
		this.world.passes(Duration.ofMinutes(20));
		assertThat(this.world.gateway("region-0/websocket").dials).isEqualTo(1);
		this.world.passes(Duration.ofMinutes(20));
		assertThat(this.client.standings().blockFirst().incumbent().orElseThrow().candidate())
			.hasToString("region-0/webtransport");
	}

	private void start() {
		this.client = this.world.client().dialers(this.census).maxConcurrentCandidates(PLACES).build();
		this.client.events().subscribe(this.events::add);
		this.client.start().subscribe();
	}

	/** Counts connections, from the dial to the end. */
	private static final class Census implements Dialers {

		private final World world;

		private int dials;

		private int opened;

		private int open;

		private int peak;

		Census(World world) {
			this.world = world;
		}

		@Override
		public CandidateDialer of(Transport transport) {
			CandidateDialer dialer = this.world.of(transport);
			return (endpoint, listener) -> Mono.defer(() -> {
				Runnable end = begin();
				return dialer.dial(endpoint, listening(listener, end))
					.map((connection) -> counted(connection, end))
					.doOnError((failure) -> end.run())
					.doOnCancel(end);
			});
		}

		private Runnable begin() {
			this.dials++;
			this.peak = Math.max(this.peak, ++this.open);
			Map<String, Boolean> ended = new HashMap<>();
			return () -> this.open -= (ended.put("ended", true) == null) ? 1 : 0;
		}

		private static ConnectionListener listening(ConnectionListener listener, Runnable end) {
			return new ConnectionListener() {
				@Override
				public void onFrame(Frame frame, long arrivalNanos) {
					listener.onFrame(frame, arrivalNanos);
				}

				@Override
				public void onClosed(ConnectionClose close) {
					end.run();
					listener.onClosed(close);
				}
			};
		}

		private CandidateConnection counted(CandidateConnection connection, Runnable end) {
			this.opened++;
			return new CandidateConnection() {
				@Override
				public void send(Frame frame) {
					connection.send(frame);
				}

				@Override
				public void close(CloseCode code, String reason) {
					end.run();
					connection.close(code, reason);
				}
			};
		}

	}

}
