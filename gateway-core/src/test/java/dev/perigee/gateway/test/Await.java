package dev.perigee.gateway.test;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition with a bound.
 */
public final class Await {

	private Await() {
	}

	/** Returns as soon as the condition holds; fails when it never does. */
	public static void until(String what, Duration bound, BooleanSupplier condition) {
		long deadline = System.nanoTime() + bound.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0) {
				throw new AssertionError("Not within " + bound + ": " + what);
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

}
