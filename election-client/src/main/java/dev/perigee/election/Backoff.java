package dev.perigee.election;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a dial is repeated: 500 ms doubling, capped by how long the
 * trouble lasts already, then full jitter. The jitter comes after the cap, so that many
 * clients that wait at the cap do not dial all at once.
 */
final class Backoff {

	private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final RandomGenerator random;

	Backoff(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Draws a delay.
	 * @param attempt 1 for the first repetition
	 * @return 0 up to the bound of the attempt
	 */
	Duration delay(int attempt) {
		return Duration.ofNanos((long) (this.random.nextDouble() * boundNanos(attempt)));
	}

	/**
	 * Returns the longest delay of an attempt.
	 * @param attempt 1 for the first repetition
	 * @return nanoseconds
	 */
	static long boundNanos(int attempt) {
		long doubled = FIRST_NANOS << Math.min(attempt - 1, 10);
		return Math.min(doubled, capNanos(attempt));
	}

	private static long capNanos(int attempt) {
		return TimeUnit.SECONDS.toNanos((attempt <= 5) ? 2 : (attempt <= 15) ? 10 : 30);
	}

}
