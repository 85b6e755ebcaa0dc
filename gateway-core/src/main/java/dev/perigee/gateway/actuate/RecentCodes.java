package dev.perigee.gateway.actuate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.protocol.CloseCode;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * What was refused and closed in the last minutes: counters only ever grow, and at night
 * it matters whether they do now. Remembers the counters of the last five minutes. Safe
 * for use by several threads.
 */
public final class RecentCodes implements SmartLifecycle {

	private static final Duration INTERVAL = Duration.ofSeconds(15);

	private static final int SAMPLES = 20;

	private final GatewayMetrics metrics;

	private final Scheduler timer;

	/** The oldest first; guarded by this. */
	private final Deque<Sample> samples = new ArrayDeque<>();

	private volatile @Nullable Disposable ticks;

	RecentCodes(GatewayMetrics metrics, Scheduler gatewayTimer) {
		this.metrics = metrics;
		this.timer = gatewayTimer;
	}

	@Override
	public void start() {
		sample();
		this.ticks = this.timer.schedulePeriodically(this::sample, INTERVAL.toMillis(), INTERVAL.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	@Override
	public void stop() {
		Disposable running = this.ticks;
		this.ticks = null;
		if (running != null) {
			running.dispose();
		}
	}

	@Override
	public boolean isRunning() {
		return this.ticks != null;
	}

	/** Remembers the counters of now. */
	synchronized void sample() {
		this.samples.add(new Sample(this.metrics.refusals(), this.metrics.closes()));
		if (this.samples.size() > SAMPLES) {
			this.samples.remove();
		}
	}

	Map<CloseCode, Long> refusals() {
		return since(oldest(), this.metrics.refusals(), true);
	}

	Map<CloseCode, Long> closes() {
		return since(oldest(), this.metrics.closes(), false);
	}

	private synchronized @Nullable Sample oldest() {
		return this.samples.peek();
	}

	private static Map<CloseCode, Long> since(@Nullable Sample before, Map<CloseCode, Long> now, boolean refusals) {
		Map<CloseCode, Long> more = new EnumMap<>(CloseCode.class);
		Map<CloseCode, Long> then = (before == null) ? Map.of() : refusals ? before.refusals() : before.closes();
		now.forEach((code, count) -> {
			long added = count - then.getOrDefault(code, 0L);
			if (added > 0) {
				more.put(code, added);
			}
		});
		return more;
	}

	private record Sample(Map<CloseCode, Long> refusals, Map<CloseCode, Long> closes) {

	}

}
