package dev.perigee.election;

import java.time.Duration;

/**
 * What a challenger must show before a working incumbent is left for it.
 *
 * @param margin it is at least this much faster
 * @param share and takes at most this part of the incumbent's round trip time
 * @param dwell all of this time long
 */
public record Hysteresis(Duration margin, double share, Duration dwell) {

	/** 10 ms, two thirds, 10 s. */
	public static final Hysteresis DEFAULT = new Hysteresis(Duration.ofMillis(10), 2.0 / 3, Duration.ofSeconds(10));

	private static final String REMEDY = "Two thirds is 0.667; a duration is like 10ms.";

	public Hysteresis {
		if (margin.isNegative()) {
			throw new InvalidSettingException("election.hysteresis.margin", "must not be negative, was " + margin,
					REMEDY);
		}
		if (!(share > 0 && share <= 1)) {
			throw new InvalidSettingException("election.hysteresis.share",
					"more than 0 and at most 1 expected, was " + share, REMEDY);
		}
		if (dwell.isNegative()) {
			throw new InvalidSettingException("election.hysteresis.dwell", "must not be negative, was " + dwell,
					REMEDY);
		}
	}

	/**
	 * Tells whether a challenger is enough better, for the moment.
	 * @param incumbentNanos the incumbent's smoothed round trip time
	 * @param challengerNanos the challenger's
	 * @return {@code true} when both conditions hold
	 */
	public boolean isExceeded(long incumbentNanos, long challengerNanos) {
		return incumbentNanos - challengerNanos >= this.margin.toNanos()
				&& challengerNanos <= incumbentNanos * this.share;
	}

}
