package dev.perigee.lab.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Real time for a world of real processes: reads it, and waits for conditions with a
 * bound. Thread-safe and without state.
 */
public final class LabClock {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

	private LabClock() {
	}

	/**
	 * Reads the monotonic clock.
	 * @return nanoseconds since an arbitrary origin, as {@link System#nanoTime()}
	 */
	public static long nanoTime() {
		return System.nanoTime();
	}

	/**
	 * Blocks the calling thread until the condition holds.
	 * @param bound how long to wait at most
	 * @param condition polled on the calling thread about every 10 ms
	 * @param otherwise what to say when the bound passes first
	 * @throws IllegalStateException with that message when the bound passes or the thread
	 * is interrupted
	 */
	public static void await(Duration bound, BooleanSupplier condition, Supplier<String> otherwise) {
		long deadlineNanos = System.nanoTime() + bound.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadlineNanos > 0) {
				throw new IllegalStateException("Not within " + bound.toMillis() + " ms: " + otherwise.get());
			}
			pause(otherwise);
		}
	}

	/**
	 * Blocks the calling thread for a while.
	 * @param time how long
	 * @throws IllegalStateException when the thread is interrupted
	 */
	public static void pass(Duration time) {
		long deadlineNanos = System.nanoTime() + time.toNanos();
		while (System.nanoTime() - deadlineNanos < 0) {
			pause(() -> "time passes");
		}
	}

	private static void pause(Supplier<String> waitingFor) {
		try {
			TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting: " + waitingFor.get(), ex);
		}
	}

}
