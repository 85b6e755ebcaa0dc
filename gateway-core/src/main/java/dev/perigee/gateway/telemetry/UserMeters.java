package dev.perigee.gateway.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.protocol.ReportFrames.Move;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;

/**
 * Counts what users report. The histograms are buckets, always the same, so that those of
 * several gateways add up. Safe for use by several threads.
 */
final class UserMeters {

	/** Of round trip times: each step is a third or so, which is what can be told. */
	private static final Duration[] RTT_BUCKETS = millis(2, 5, 10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480,
			1000);

	/** Of times in which a user waits. */
	private static final Duration[] WAIT_BUCKETS = millis(50, 100, 200, 350, 500, 750, 1000, 1500, 2500, 5000, 10_000,
			30_000, 60_000);

	private final MeterRegistry registry;

	private final Map<ReportOutcome, Counter> reports = new EnumMap<>(ReportOutcome.class);

	private final Map<Fault.Kind, Counter> faultsRaised = new EnumMap<>(Fault.Kind.class);

	private final Counter implausible;

	private final Counter elections;

	private final Timer firstUsable;

	private final MultiGauge demand;

	private final MultiGauge unserved;

	private final MultiGauge faults;

	UserMeters(MeterRegistry registry) {
		this.registry = registry;
		for (ReportOutcome outcome : ReportOutcome.values()) {
			this.reports.put(outcome, counter(GatewayMeter.USERS_REPORTS, outcome.name()));
		}
		for (Fault.Kind kind : Fault.Kind.values()) {
			this.faultsRaised.put(kind, counter(GatewayMeter.USERS_FAULTS_RAISED, kind.name()));
		}
		this.implausible = counter(GatewayMeter.USERS_IMPLAUSIBLE);
		this.elections = counter(GatewayMeter.USERS_ELECTIONS);
		this.firstUsable = timer(GatewayMeter.USERS_FIRST_USABLE, WAIT_BUCKETS);
		this.demand = multiGauge(GatewayMeter.USERS_DEMAND);
		this.unserved = multiGauge(GatewayMeter.USERS_UNSERVED);
		this.faults = multiGauge(GatewayMeter.USERS_FAULT);
	}

	/**
	 * Makes the meters of regions before they are needed: of a series that begins with 1,
	 * Prometheus misses that one.
	 */
	void know(Collection<String> regions) {
		for (String region : regions) {
			timer(GatewayMeter.USERS_BLACKOUT, WAIT_BUCKETS, region);
			timer(GatewayMeter.USERS_REGRET, RTT_BUCKETS, region);
		}
	}

	void count(ReportOutcome outcome) {
		Counter counter = this.reports.get(outcome);
		if (counter != null) {
			counter.increment();
		}
	}

	/**
	 * Counts a report: once each candidate, whatever its probes.
	 * @param network what the user's network is called in meters
	 */
	void count(PlausibleReport report, String network) {
		this.implausible.increment(report.discarded());
		this.elections.increment(report.elections());
		report.readings().forEach((reading) -> count(reading, network));
		report.moves().forEach(this::count);
		if (report.firstUsableMillis() != null) {
			this.firstUsable.record(Duration.ofMillis(report.firstUsableMillis()));
		}
	}

	private void count(Reading reading, String network) {
		String region = reading.region();
		String transport = reading.transport().id();
		counter(GatewayMeter.USERS_CANDIDATES, region, transport, reading.state().name()).increment();
		if (reading.hasRtt()) {
			timer(GatewayMeter.USERS_RTT, RTT_BUCKETS, region, transport, network)
				.record(micros(reading.medianMicros()));
		}
		if (reading.p95Micros() > 0) {
			timer(GatewayMeter.USERS_RTT_P95, RTT_BUCKETS, region, transport).record(micros(reading.p95Micros()));
		}
	}

	private void count(Move move) {
		counter(GatewayMeter.USERS_MOVES, move.reason().name(), move.from()).increment();
		if (move.blackoutMillis() != null) {
			timer(GatewayMeter.USERS_BLACKOUT, WAIT_BUCKETS, move.from())
				.record(Duration.ofMillis(move.blackoutMillis()));
		}
	}

	void regret(String bestRegion, long micros) {
		timer(GatewayMeter.USERS_REGRET, RTT_BUCKETS, bestRegion).record(micros(micros));
	}

	void show(Demand present) {
		this.demand.register(present.regions()
			.stream()
			.map((region) -> MultiGauge.Row.of(GatewayMeter.USERS_DEMAND.tags(region.region()), region.users()))
			.collect(Collectors.toList()), true);
		this.unserved.register(present.regions()
			.stream()
			.map((region) -> MultiGauge.Row.of(GatewayMeter.USERS_UNSERVED.tags(region.region()), region.far()))
			.collect(Collectors.toList()), true);
	}

	/**
	 * Shows the faults that stand.
	 * @param present each once, with networks as they are called in meters
	 */
	void show(Collection<Fault> present) {
		List<MultiGauge.Row<?>> rows = present
			.stream().<MultiGauge
					.Row<?>>map(
							(fault) -> MultiGauge.Row
								.of(GatewayMeter.USERS_FAULT.tags(fault.kind().name(), fault.subject()), 1))
			.toList();
		this.faults.register(rows, true);
	}

	void raised(Fault fault) {
		Counter counter = this.faultsRaised.get(fault.kind());
		if (counter != null) {
			counter.increment();
		}
	}

	/** Forgets the histograms of a network that has lost its name in meters. */
	void forget(String network) {
		this.registry.find(GatewayMeter.USERS_RTT.meterName())
			.tag("network", network)
			.meters()
			.forEach(this.registry::remove);
	}

	private Counter counter(GatewayMeter meter, String... tagValues) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.tags(meter.tags(tagValues))
			.register(this.registry);
	}

	private Timer timer(GatewayMeter meter, Duration[] buckets, String... tagValues) {
		return Timer.builder(meter.meterName())
			.description(meter.description())
			.tags(meter.tags(tagValues))
			.serviceLevelObjectives(buckets)
			.register(this.registry);
	}

	private MultiGauge multiGauge(GatewayMeter meter) {
		return MultiGauge.builder(meter.meterName()).description(meter.description()).register(this.registry);
	}

	private static Duration micros(long micros) {
		return Duration.ofNanos(micros * 1000);
	}

	private static Duration[] millis(long... values) {
		return Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
	}

}
