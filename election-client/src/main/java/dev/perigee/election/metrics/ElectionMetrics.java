package dev.perigee.election.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionRecord;
import dev.perigee.election.MoveReason;
import dev.perigee.election.Standings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the {@link ElectionMeter meters} from what the client tells in public. Bind it
 * before the client is started.
 */
public final class ElectionMetrics implements MeterBinder {

	/** Fixed, so that those of all clients can be added up. */
	private static final Duration[] BUCKETS = Stream.of(2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000)
		.map(Duration::ofMillis)
		.toArray(Duration[]::new);

	private final ElectionClient client;

	/**
	 * Creates the binder of a client.
	 * @param client the client
	 */
	public ElectionMetrics(ElectionClient client) {
		this.client = client;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, ElectionMeter.CONNECTED, (client) -> client.state().carriesTraffic() ? 1 : 0);
		gauge(registry, ElectionMeter.UNACKNOWLEDGED, (client) -> client.delivery().unacknowledged());
		counter(registry, ElectionMeter.RECEIVED, (client) -> client.delivery().received());
		counter(registry, ElectionMeter.REPEATED, (client) -> client.delivery().repeated());
		counter(registry, ElectionMeter.LOST, (client) -> client.delivery().lost());
		counter(registry, ElectionMeter.DROPPED, (client) -> client.delivery().dropped());
		this.client.events().subscribe((event) -> count(registry, event));
		this.client.standings().subscribe(new RttRecorder(registry)::record);
	}

	private static void count(MeterRegistry registry, ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Elected elected) {
			ElectionRecord record = elected.record();
			increment(registry, ElectionMeter.ELECTIONS, tags(record.winner()).and("strategy", record.strategy()));
		}
		else if (event instanceof ConnectionEvent.Migrated migrated) {
			increment(registry, ElectionMeter.MOVES, moved("migration", migrated.reason(), migrated.to()));
		}
		else if (event instanceof ConnectionEvent.FailedOver failedOver) {
			increment(registry, ElectionMeter.MOVES, moved("failover", failedOver.reason(), failedOver.to()));
			timer(registry, ElectionMeter.BLACKOUT, Tags.empty()).record(failedOver.blackout());
		}
		else if (event instanceof ConnectionEvent.AllFailed) {
			increment(registry, ElectionMeter.OUTAGES, Tags.empty());
		}
	}

	private void gauge(MeterRegistry registry, ElectionMeter meter, ToDoubleFunction<ElectionClient> value) {
		Gauge.builder(meter.id(), this.client, value).description(meter.description()).register(registry);
	}

	private void counter(MeterRegistry registry, ElectionMeter meter, ToDoubleFunction<ElectionClient> value) {
		FunctionCounter.builder(meter.id(), this.client, value).description(meter.description()).register(registry);
	}

	private static void increment(MeterRegistry registry, ElectionMeter meter, Tags tags) {
		Counter.builder(meter.id()).description(meter.description()).tags(tags).register(registry).increment();
	}

	private static Timer timer(MeterRegistry registry, ElectionMeter meter, Tags tags) {
		return Timer.builder(meter.id())
			.description(meter.description())
			.tags(tags)
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	private static Tags moved(String kind, MoveReason reason, Candidate to) {
		return tags(to).and("kind", kind, "reason", reason.id());
	}

	private static Tags tags(@Nullable Candidate candidate) {
		return (candidate != null) ? Tags.of("region", candidate.region(), "transport", candidate.transport().id())
				: Tags.of("region", "none", "transport", "none");
	}

	/**
	 * Tells new samples from standings that changed otherwise. Confined to the client's
	 * thread.
	 */
	private static final class RttRecorder {

		private final MeterRegistry registry;

		private final Map<Candidate, Standings.Rtt> last = new HashMap<>();

		RttRecorder(MeterRegistry registry) {
			this.registry = registry;
		}

		void record(Standings standings) {
			for (Standings.Standing standing : standings.standings()) {
				Standings.Rtt rtt = standing.rtt();
				Standings.Rtt before = this.last.get(standing.candidate());
				if (rtt != null && (before == null || rtt.samples() != before.samples())) {
					this.last.put(standing.candidate(), rtt);
					timer(this.registry, ElectionMeter.RTT, tags(standing.candidate())).record(rtt.latestRtt());
				}
			}
		}

	}

}
