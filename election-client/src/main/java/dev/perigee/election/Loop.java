package dev.perigee.election;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The client's own thread and clock: every decision and all of the client's mutable state
 * live here, one task after the other. Safe for use by any thread.
 */
final class Loop {

	private final Scheduler scheduler;

	private final LongSupplier clock;

	/**
	 * Creates a loop.
	 * @param scheduler any scheduler; the loop uses one worker of it
	 * @param clock nanoseconds since an arbitrary origin
	 */
	Loop(Scheduler scheduler, LongSupplier clock) {
		this.scheduler = Schedulers.single(scheduler);
		this.clock = clock;
	}

	/**
	 * Runs a task after those that wait already.
	 * @return {@code false} when the client is closed and the task will never run
	 */
	boolean execute(Runnable task) {
		try {
			this.scheduler.schedule(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/** Runs a task after a delay, at once within this call if there is none. */
	void runAfter(Duration delay, Runnable task) {
		if (delay.isZero()) {
			task.run();
		}
		else {
			schedule(task, delay);
		}
	}

	Disposable schedule(Runnable task, Duration delay) {
		return schedule(task, delay.toNanos());
	}

	Disposable schedule(Runnable task, long delayNanos) {
		try {
			return this.scheduler.schedule(task, Math.max(delayNanos, 0), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return Disposables.disposed();
		}
	}

	long nanos() {
		return this.clock.getAsLong();
	}

	/** For the operators of a pipeline that takes time. */
	Scheduler scheduler() {
		return this.scheduler;
	}

}
