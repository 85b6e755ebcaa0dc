package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a connection without session to be silent for too long. Stopped with the
 * connection: what waits in an event loop keeps everything that it knows in memory, and
 * who connects again and again would leave more there than the limits of connections
 * allow. Confined to the event loop.
 */
final class SilenceWatch {

	private final EventExecutor eventLoop;

	private final LongSupplier nanoClock;

	private final long lifetimeNanos;

	private final Runnable onSilence;

	private long lastSignNanos;

	private @Nullable Future<?> next;

	/**
	 * Creates a watch that does not wait yet.
	 * @param lifetime the longest silence
	 * @param onSilence called once, when there was one
	 */
	SilenceWatch(EventExecutor eventLoop, LongSupplier nanoClock, Duration lifetime, Runnable onSilence) {
		this.eventLoop = eventLoop;
		this.nanoClock = nanoClock;
		this.lifetimeNanos = lifetime.toNanos();
		this.onSilence = onSilence;
	}

	void start() {
		sign(this.nanoClock.getAsLong());
		waitFor(this.lifetimeNanos);
	}

	/** Notes a sign of life. */
	void sign(long nanos) {
		this.lastSignNanos = nanos;
	}

	void stop() {
		if (this.next != null) {
			this.next.cancel(false);
		}
	}

	private void waitFor(long nanos) {
		this.next = this.eventLoop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
	}

	private void look() {
		long silence = this.nanoClock.getAsLong() - this.lastSignNanos;
		if (silence >= this.lifetimeNanos) {
			this.onSilence.run();
		}
		else {
			waitFor(this.lifetimeNanos - silence);
		}
	}

}
