package dev.perigee.election.metrics;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.election.Candidate;
import dev.perigee.election.CandidateState;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ConnectionState;
import dev.perigee.election.DeliveryCounts;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionRecord;
import dev.perigee.election.MoveReason;
import dev.perigee.election.Room;
import dev.perigee.election.Snapshot;
import dev.perigee.election.Standings;
import dev.perigee.protocol.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class ElectionMetricsTests {

	private static final Candidate HERE = new Candidate("us-east", Transport.WEBSOCKET, URI.create("wss://a.test/rt"));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ScriptedClient client = new ScriptedClient();

	@BeforeEach
	void bind() {
		new ElectionMetrics(this.client).bindTo(this.registry);
	}

	@Test
	void recordsEachSampleOnce() {
		this.client.standings.tryEmitNext(standings(20, 1));
		this.client.standings.tryEmitNext(standings(20, 1));
		this.client.standings.tryEmitNext(standings(40, 2));
		assertThat(this.registry.get("election.rtt").tags("region", "us-east", "transport", "websocket").timer())
			.satisfies((timer) -> {
				assertThat(timer.count()).isEqualTo(2);
				assertThat(timer.mean(TimeUnit.MILLISECONDS)).isEqualTo(30);
			});
	}

	@Test
	void countsElectionsMovesAndBlackouts() {
		ElectionRecord record = new ElectionRecord(Instant.EPOCH, "classic", Map.of(),
				new Snapshot(Duration.ZERO, Duration.ofSeconds(3), Duration.ofMillis(200), List.of()), List.of(), HERE,
				null, null, new ElectionRecord.Cost(1, 1, 34, Duration.ofSeconds(3)));
		this.client.events.tryEmitNext(new ConnectionEvent.Elected(record));
		this.client.events.tryEmitNext(new ConnectionEvent.Migrated(MoveReason.ELECTED, "", HERE, HERE));
		this.client.events.tryEmitNext(
				new ConnectionEvent.FailedOver(MoveReason.CLOSED, "reset", HERE, HERE, Duration.ofMillis(70), true));
		this.client.events.tryEmitNext(new ConnectionEvent.AllFailed("everything"));
		assertThat(this.registry.get("election.elections")
			.tags("strategy", "classic", "region", "us-east")
			.counter()
			.count()).isOne();
		assertThat(this.registry.get("election.moves").tags("kind", "migration", "reason", "elected").counter().count())
			.isOne();
		assertThat(this.registry.get("election.moves").tags("kind", "failover", "reason", "closed").counter().count())
			.isOne();
		assertThat(this.registry.get("election.blackout").timer().max(TimeUnit.MILLISECONDS)).isEqualTo(70);
		assertThat(this.registry.get("election.outages").counter().count()).isOne();
	}

	@Test
	void readsStateAndDeliveryWhenAsked() {
		assertThat(this.registry.get("election.connected").gauge().value()).isOne();
		assertThat(this.registry.get("election.messages.received").functionCounter().count()).isEqualTo(11);
		assertThat(this.registry.get("election.messages.repeated").functionCounter().count()).isEqualTo(12);
		assertThat(this.registry.get("election.messages.lost").functionCounter().count()).isEqualTo(13);
		assertThat(this.registry.get("election.messages.unacknowledged").gauge().value()).isEqualTo(14);
	}

	private static Standings standings(long millis, long samples) {
		Duration rtt = Duration.ofMillis(millis);
		return new Standings(List.of(new Standings.Standing(HERE, CandidateState.USABLE, Standings.Role.INCUMBENT,
				new Standings.Rtt(rtt, rtt, rtt, Duration.ZERO, samples), Set.of(), 0, 1, false, null)));
	}

	/** Tells whatever a test wants told. */
	private static final class ScriptedClient implements ElectionClient {

		private final Sinks.Many<ConnectionEvent> events = Sinks.many().multicast().directBestEffort();

		private final Sinks.Many<Standings> standings = Sinks.many().multicast().directBestEffort();

		@Override
		public Mono<Void> start() {
			return Mono.empty();
		}

		@Override
		public Flux<ConnectionEvent> events() {
			return this.events.asFlux();
		}

		@Override
		public Flux<Standings> standings() {
			return this.standings.asFlux();
		}

		@Override
		public Room room(String name) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Optional<ElectionRecord> lastElection() {
			return Optional.empty();
		}

		@Override
		public ConnectionState state() {
			return ConnectionState.CONNECTED;
		}

		@Override
		public DeliveryCounts delivery() {
			return new DeliveryCounts(11, 12, 13, 14, 15);
		}

		@Override
		public Mono<Void> close() {
			return Mono.empty();
		}

	}

}
