package dev.perigee.gateway.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.FrameType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;

/**
 * Counts. Every meter exists from the start, so that a dashboard shows 0 and not a hole.
 * Safe for use by several threads.
 */
public final class GatewayMetrics {

	/**
	 * Why an unreliable message was dropped.
	 */
	public enum Drop {

		/** The session's queue was full. */
		QUEUE,

		/** It waited longer than its time to live. */
		EXPIRED,

		/** The transport took no more datagrams. */
		DATAGRAM,

		/** Too much of what no datagram holds was on its way. */
		STREAM,

		/** This node was short of memory. */
		MEMORY

	}

	/** The buckets of timers: fixed, so that those of all gateways can be added up. */
	private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
		.map(Duration::ofMillis)
		.toArray(Duration[]::new);

	/**
	 * Why a client that reads too slowly was closed.
	 */
	public enum SlowConsumer {

		/** Its queue was full. */
		BYTES,

		/** A reliable message had waited too long. */
		AGE,

		/** This node was short of memory. */
		MEMORY

	}

	private final MeterRegistry registry;

	private final Map<FrameType, Counter> framesIn = new EnumMap<>(FrameType.class);

	private final Map<CloseCode, Counter> refusals = new EnumMap<>(CloseCode.class);

	private final Map<CloseCode, Counter> closes = new EnumMap<>(CloseCode.class);

	private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);

	private final Map<SlowConsumer, Counter> slowConsumers = new EnumMap<>(SlowConsumer.class);

	private final Map<Step, Counter> shed = new EnumMap<>(Step.class);

	private final Map<Limit, Counter> limits = new EnumMap<>(Limit.class);

	private final MultiGauge nodes;

	private final Counter framesOut;

	private final Counter batchesOut;

	private final Counter bytesIn;

	private final Counter bytesOut;

	private final Counter probes;

	private final Counter syncTimeouts;

	private final Counter recovered;

	private final Counter lost;

	private final Counter busDiscards;

	private final Counter busMalformed;

	private final Counter busErrors;

	private final Counter keyFetches;

	private final Counter keyFetchFailures;

	private final Timer joinTime;

	private final Timer ackTime;

	/**
	 * Registers the meters.
	 * @param registry where
	 */
	public GatewayMetrics(MeterRegistry registry) {
		this.registry = registry;
		register(this.framesIn, FrameType.values(), GatewayMeter.FRAMES_IN);
		for (CloseCode code : CloseCode.values()) {
			this.refusals.put(code, counter(GatewayMeter.REFUSALS, code.name()));
			this.closes.put(code, counter(GatewayMeter.CLOSES, code.name()));
		}
		register(this.drops, Drop.values(), GatewayMeter.DROPS);
		register(this.slowConsumers, SlowConsumer.values(), GatewayMeter.SLOW_CONSUMERS);
		register(this.shed, Step.values(), GatewayMeter.SHED);
		register(this.limits, Limit.values(), GatewayMeter.LIMITED);
		this.nodes = MultiGauge.builder(GatewayMeter.NODES.meterName())
			.description(GatewayMeter.NODES.description())
			.register(registry);
		this.framesOut = counter(GatewayMeter.FRAMES_OUT);
		this.batchesOut = counter(GatewayMeter.BATCHES_OUT);
		this.bytesIn = counter(GatewayMeter.BYTES_IN);
		this.bytesOut = counter(GatewayMeter.BYTES_OUT);
		this.probes = counter(GatewayMeter.PROBES);
		this.syncTimeouts = counter(GatewayMeter.SYNC_TIMEOUTS);
		this.recovered = counter(GatewayMeter.RECOVERED);
		this.lost = counter(GatewayMeter.LOST);
		this.busDiscards = counter(GatewayMeter.BUS_DISCARDS);
		this.busMalformed = counter(GatewayMeter.BUS_MALFORMED);
		this.busErrors = counter(GatewayMeter.BUS_ERRORS);
		this.keyFetches = counter(GatewayMeter.KEY_FETCHES, "SUCCESS");
		this.keyFetchFailures = counter(GatewayMeter.KEY_FETCHES, "FAILURE");
		this.joinTime = timer(GatewayMeter.JOIN_TIME);
		this.ackTime = timer(GatewayMeter.ACK_TIME);
	}

	/**
	 * Registers a gauge.
	 * @param meter which
	 * @param value its source
	 * @param tagValues one for each of its tags
	 */
	public void gauge(GatewayMeter meter, Supplier<Number> value, String... tagValues) {
		Gauge.builder(meter.meterName(), value)
			.description(meter.description())
			.tags(meter.tags(tagValues))
			.register(this.registry);
	}

	/**
	 * Shows how many nodes are heard of.
	 * @param byRegion their number by the names of regions
	 */
	public void nodes(Map<String, Long> byRegion) {
		this.nodes.register(byRegion.entrySet()
			.stream()
			.map((region) -> MultiGauge.Row.of(GatewayMeter.NODES.tags(region.getKey()), region.getValue()))
			.collect(Collectors.toList()), true);
	}

	/**
	 * Registers a counter that is kept elsewhere. It may begin again at 0.
	 * @param meter which
	 * @param value its source
	 * @param tagValues one for each of its tags
	 */
	public void counter(GatewayMeter meter, Supplier<Number> value, String... tagValues) {
		FunctionCounter.builder(meter.meterName(), value, (source) -> source.get().doubleValue())
			.description(meter.description())
			.tags(meter.tags(tagValues))
			.register(this.registry);
	}

	/**
	 * Counts a frame from a client.
	 * @param type its type
	 */
	public void frameIn(FrameType type) {
		increment(this.framesIn, type);
	}

	/**
	 * Counts what has arrived from a client.
	 * @param bytes frames with their lengths
	 */
	public void bytesIn(int bytes) {
		this.bytesIn.increment(bytes);
	}

	/**
	 * Counts a write to a client.
	 * @param frames how many frames it holds
	 * @param bytes how long it is
	 */
	public void batchOut(int frames, int bytes) {
		this.framesOut.increment(frames);
		this.batchesOut.increment();
		this.bytesOut.increment(bytes);
	}

	/**
	 * Counts an unreliable message that was dropped.
	 * @param reason why
	 */
	public void dropped(Drop reason) {
		increment(this.drops, reason);
	}

	/**
	 * Returns how many refusals were sent.
	 * @return a number for each code
	 */
	public Map<CloseCode, Long> refusals() {
		return values(this.refusals);
	}

	/**
	 * Returns how many connections this node has closed.
	 * @return a number for each code
	 */
	public Map<CloseCode, Long> closes() {
		return values(this.closes);
	}

	/**
	 * Counts a client that was closed because it reads too slowly.
	 * @param reason how that showed
	 */
	public void slowConsumer(SlowConsumer reason) {
		increment(this.slowConsumers, reason);
	}

	/**
	 * Counts what was given up for want of memory.
	 * @param step what
	 * @param count messages, sessions or attaches
	 */
	public void shed(Step step, int count) {
		Counter counter = this.shed.get(step);
		if (counter != null) {
			counter.increment(count);
		}
	}

	/**
	 * Counts what was turned away.
	 * @param limit why
	 */
	public void limited(Limit limit) {
		increment(this.limits, limit);
	}

	/**
	 * Counts a refusal.
	 * @param code why
	 */
	public void refused(CloseCode code) {
		increment(this.refusals, code);
	}

	/**
	 * Counts a connection that this node closed.
	 * @param code why
	 */
	public void closed(CloseCode code) {
		increment(this.closes, code);
	}

	/**
	 * Counts an echo.
	 */
	public void probeAnswered() {
		this.probes.increment();
	}

	/**
	 * Records a join.
	 * @param nanos from JOIN to JOINED
	 */
	public void joined(long nanos) {
		this.joinTime.record(Duration.ofNanos(nanos));
	}

	/**
	 * Records that a reliable message is safe.
	 * @param nanos since its PUBLISH
	 */
	public void acknowledged(long nanos) {
		this.ackTime.record(Duration.ofNanos(nanos));
	}

	/**
	 * Counts a join that some node had not answered in time.
	 */
	public void syncTimedOut() {
		this.syncTimeouts.increment();
	}

	/**
	 * Counts a message that was lost between nodes and is here now.
	 */
	public void recovered() {
		this.recovered.increment();
	}

	/**
	 * Counts messages that were lost between nodes for good.
	 * @param messages how many
	 */
	public void lost(long messages) {
		this.lost.increment(messages);
	}

	/**
	 * Counts a message that the bus discarded because its queue was full.
	 */
	public void busDiscarded() {
		this.busDiscards.increment();
	}

	/**
	 * Counts a message of another node that could not be read.
	 */
	public void busMalformed() {
		this.busMalformed.increment();
	}

	/**
	 * Counts an error that the bus reported.
	 */
	public void busError() {
		this.busErrors.increment();
	}

	/**
	 * Counts a fetch of the keys of tokens.
	 * @param successful whether there are keys in it
	 */
	public void keysFetched(boolean successful) {
		(successful ? this.keyFetches : this.keyFetchFailures).increment();
	}

	private <E extends Enum<E>> void register(Map<E, Counter> counters, E[] values, GatewayMeter meter) {
		for (E value : values) {
			counters.put(value, counter(meter, value.name()));
		}
	}

	private Counter counter(GatewayMeter meter, String... tagValues) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.tags(meter.tags(tagValues))
			.register(this.registry);
	}

	private Timer timer(GatewayMeter meter) {
		return Timer.builder(meter.meterName())
			.description(meter.description())
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	private static Map<CloseCode, Long> values(Map<CloseCode, Counter> counters) {
		Map<CloseCode, Long> values = new EnumMap<>(CloseCode.class);
		counters.forEach((code, counter) -> values.put(code, (long) counter.count()));
		return values;
	}

	private static <E extends Enum<E>> void increment(Map<E, Counter> counters, E key) {
		Counter counter = counters.get(key);
		if (counter != null) {
			counter.increment();
		}
	}

}
