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

	/** The region and transport of the winner of an election without one. */
	private static final String NOBODY = "none";

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
			increment(registry, ElectionMeter.ELECTIONS, region(record.winner()), transport(record.winner()),
					record.strategy());
		}
		else if (event instanceof ConnectionEvent.Migrated migrated) {
			moved(registry, "migration", migrated.reason(), migrated.to());
		}
		else if (event instanceof ConnectionEvent.FailedOver failedOver) {
			moved(registry, "failover", failedOver.reason(), failedOver.to());
			timer(registry, ElectionMeter.BLACKOUT).record(failedOver.blackout());
		}
		else if (event instanceof ConnectionEvent.AllFailed) {
			increment(registry, ElectionMeter.OUTAGES);
		}
	}

	private void gauge(MeterRegistry registry, ElectionMeter meter, ToDoubleFunction<ElectionClient> value) {
		Gauge.builder(meter.id(), this.client, value).description(meter.description()).register(registry);
	}

	private void counter(MeterRegistry registry, ElectionMeter meter, ToDoubleFunction<ElectionClient> value) {
		FunctionCounter.builder(meter.id(), this.client, value).description(meter.description()).register(registry);
	}

	private static void moved(MeterRegistry registry, String kind, MoveReason reason, Candidate to) {
		increment(registry, ElectionMeter.MOVES, region(to), transport(to), kind, reason.id());
	}

	private static void increment(MeterRegistry registry, ElectionMeter meter, String... tagValues) {
		Counter.builder(meter.id())
			.description(meter.description())
			.tags(tags(meter, tagValues))
			.register(registry)
			.increment();
	}

	private static Timer timer(MeterRegistry registry, ElectionMeter meter, String... tagValues) {
		return Timer.builder(meter.id())
			.description(meter.description())
			.tags(tags(meter, tagValues))
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	private static Tags tags(ElectionMeter meter, String... values) {
		Tags tags = Tags.empty();
		for (int i = 0; i < meter.tagNames().size(); i++) {
			tags = tags.and(meter.tagNames().get(i), values[i]);
		}
		return tags;
	}

	private static String region(@Nullable Candidate candidate) {
		return (candidate != null) ? candidate.region() : NOBODY;
	}

	private static String transport(@Nullable Candidate candidate) {
		return (candidate != null) ? candidate.transport().id() : NOBODY;
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
					record(standing.candidate(), rtt);
				}
			}
		}

		private void record(Candidate candidate, Standings.Rtt rtt) {
			timer(this.registry, ElectionMeter.RTT, region(candidate), transport(candidate)).record(rtt.latestRtt());
		}

	}

}
