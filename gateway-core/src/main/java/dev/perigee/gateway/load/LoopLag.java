package dev.perigee.gateway.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;

/**
 * By how much event loops are late: ten times a second each of them runs a task that
 * knows when it was due. Safe for use by several threads.
 */
public final class LoopLag {

	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** Each measurement counts for an eighth. */
	private static final int SMOOTHING = 8;

	/** A loop this late is not slow but stuck, and will not say so itself. */
	private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier nanoClock;

	private final Map<EventExecutor, Watch> watches = new ConcurrentHashMap<>();

	private volatile boolean stopped;

	/**
	 * Creates a measurement of no loops.
	 * @param nanoClock what is measured with
	 */
	public LoopLag(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/**
	 * Watches a loop from now on; nothing the second time.
	 * @param loop the loop of a connection
	 */
	public void watch(EventExecutor loop) {
		if (!this.watches.containsKey(loop) && !this.stopped) {
			Watch watch = new Watch(loop);
			if (this.watches.putIfAbsent(loop, watch) == null) {
				watch.measureNext();
			}
		}
	}

	/** Watches no loop any more. */
	public void stop() {
		this.stopped = true;
		this.watches.clear();
	}

	/**
	 * Returns how late the slowest loop is, smoothed over about a second.
	 * @return nanoseconds, 0 without loops; of a loop that is stuck how long already
	 */
	public long nanos() {
		long now = this.nanoClock.getAsLong();
		return this.watches.values().stream().mapToLong((watch) -> watch.lagNanos(now)).max().orElse(0);
	}

	/** One loop. */
	private final class Watch {

		private final EventExecutor loop;

		private volatile long dueNanos;

		/** Written on the loop. */
		private volatile long smoothedNanos;

		private Watch(EventExecutor loop) {
			this.loop = loop;
		}

		private void measureNext() {
			this.dueNanos = LoopLag.this.nanoClock.getAsLong() + INTERVAL_NANOS;
			try {
				this.loop.schedule(this::measure, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				// the loop has ended
				LoopLag.this.watches.remove(this.loop);
			}
		}

		private void measure() {
			long late = Math.max(0, LoopLag.this.nanoClock.getAsLong() - this.dueNanos);
			this.smoothedNanos = this.smoothedNanos + (late - this.smoothedNanos) / SMOOTHING;
			if (!LoopLag.this.stopped) {
				measureNext();
			}
		}

		private long lagNanos(long nowNanos) {
			long overdue = nowNanos - this.dueNanos;
			return (overdue > STUCK_NANOS) ? overdue : this.smoothedNanos;
		}

	}

}
