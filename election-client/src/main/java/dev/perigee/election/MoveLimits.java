package dev.perigee.election;

import java.time.Duration;
import java.util.Collection;

/**
 * How often a working incumbent may be left by choice, and for whom. Failovers, and moves
 * away from a gateway that drains, are not limited.
 *
 * @param budget so many moves
 * @param window within any time of this length
 * @param probation for a candidate that has not failed for this long
 */
public record MoveLimits(int budget, Duration window, Duration probation) {

	/** 4 in 10 minutes, 30 s. */
	public static final MoveLimits DEFAULT = new MoveLimits(4, Duration.ofMinutes(10), Duration.ofSeconds(30));

	public MoveLimits {
		if (budget < 0) {
			throw new InvalidSettingException("election.moves.budget", "must not be negative, was " + budget,
					"Set a number like 4, or 0 to stay until the connection fails.");
		}
		requireNotNegative("window", window);
		requireNotNegative("probation", probation);
	}

	/**
	 * Tells whether one more move is within the budget.
	 * @param movesNanos when moves were made
	 * @param nowNanos the same clock
	 * @return {@code false} when as many as the budget were made within the window
	 */
	boolean allow(Collection<Long> movesNanos, long nowNanos) {
		return movesNanos.stream().filter((move) -> nowNanos - move < this.window.toNanos()).count() < this.budget;
	}

	private static void requireNotNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new InvalidSettingException("election.moves." + name, "must not be negative, was " + value,
					"Set a duration like 10m or 30s.");
		}
	}

}
