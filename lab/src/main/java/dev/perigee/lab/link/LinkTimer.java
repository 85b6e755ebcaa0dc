package dev.perigee.lab.link;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Wakes an event loop at a nanosecond. A thread of its own does it, because the selector
 * of an NIO event loop waits in whole milliseconds, which is more than the error a link
 * may add. Thread-safe.
 */
final class LinkTimer implements AutoCloseable {

	private final ScheduledThreadPoolExecutor executor;

	private final LongSupplier nanoClock;

	LinkTimer(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "lab-link-timer");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
	}

	long nanoTime() {
		return this.nanoClock.getAsLong();
	}

	/**
	 * Runs the task on the loop at the given reading of {@link #nanoTime()}; never, when
	 * closed before.
	 */
	void at(long nanoTime, Executor loop, Runnable task) {
		this.executor.schedule(() -> loop.execute(task), nanoTime - nanoTime(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
