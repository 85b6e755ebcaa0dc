package dev.perigee.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Time that passes only when a test says so. What is due at the same moment runs in the
 * order in which it was scheduled, on the thread that lets the time pass. To be used by
 * one thread.
 * <p>
 * Reactor's own virtual scheduler searches its whole queue for each task that is
 * cancelled, which thousands of clients or a day of probes can't afford: here a cancelled
 * task stays in the queue as an empty shell until it is due.
 */
final class VirtualTime implements Scheduler {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong((Task task) -> task.dueNanos).thenComparingLong((task) -> task.number));

	private long nanos;

	private long scheduled;

	private boolean running;

	/** Runs everything that falls due on the way. */
	void advanceTimeBy(Duration duration) {
		long untilNanos = this.nanos + duration.toNanos();
		runUntil(untilNanos);
		this.nanos = untilNanos;
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert(this.nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task) {
		return schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		Task added = new Task(task, this.nanos + Math.max(unit.toNanos(delay), 0), this.scheduled++);
		this.tasks.add(added);
		if (!this.running) {
			runUntil(this.nanos);
		}
		return added;
	}

	@Override
	public Worker createWorker() {
		return new VirtualWorker();
	}

	private void runUntil(long untilNanos) {
		this.running = true;
		try {
			while (!this.tasks.isEmpty() && this.tasks.peek().dueNanos <= untilNanos) {
				Task due = this.tasks.remove();
				this.nanos = due.dueNanos;
				due.run();
			}
		}
		finally {
			this.running = false;
		}
	}

	/** Done once it has run or was cancelled. */
	private static final class Task implements Disposable {

		private final long dueNanos;

		private final long number;

		private @Nullable Runnable action;

		Task(Runnable action, long dueNanos, long number) {
			this.action = action;
			this.dueNanos = dueNanos;
			this.number = number;
		}

		void run() {
			if (this.action != null) {
				this.action.run();
				this.action = null;
			}
		}

		@Override
		public boolean isDisposed() {
			return this.action == null;
		}

		@Override
		public void dispose() {
			this.action = null;
		}

	}

	/** A worker that forgets its tasks when it is disposed. */
	private final class VirtualWorker implements Worker {

		private boolean disposed;

		@Override
		public Disposable schedule(Runnable task) {
			return schedule(task, 0, TimeUnit.NANOSECONDS);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			return VirtualTime.this.schedule(() -> {
				if (!this.disposed) {
					task.run();
				}
			}, delay, unit);
		}

		@Override
		public boolean isDisposed() {
			return this.disposed;
		}

		@Override
		public void dispose() {
			this.disposed = true;
		}

	}

}
