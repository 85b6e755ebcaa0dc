package dev.perigee.election.probe;

/**
 * What the round trip times of a connection add up to, by the names and the arithmetic of
 * RFC 9002 section 5. Immutable.
 *
 * @param samples how many were taken; the other values mean nothing while it is 0
 * @param latestNanos the last sample
 * @param minNanos the smallest sample
 * @param smoothedNanos the moving average
 * @param variationNanos the mean deviation from it
 */
public record RttEstimate(long samples, long latestNanos, long minNanos, long smoothedNanos, long variationNanos) {

	/** Before the first sample. */
	public static final RttEstimate NONE = new RttEstimate(0, 0, 0, 0, 0);

	/** A timeout before the first sample (RFC 6298 section 2.1). */
	static final long INITIAL_TIMEOUT_NANOS = 1_000_000_000L;

	/**
	 * Takes a sample in.
	 * @param rttNanos the round trip time, not negative
	 * @return the estimate that includes it
	 */
	public RttEstimate with(long rttNanos) {
		if (this.samples == 0) {
			return new RttEstimate(1, rttNanos, rttNanos, rttNanos, rttNanos / 2);
		}
		long deviation = Math.abs(this.smoothedNanos - rttNanos);
		return new RttEstimate(this.samples + 1, rttNanos, Math.min(this.minNanos, rttNanos),
				(7 * this.smoothedNanos + rttNanos) / 8, (3 * this.variationNanos + deviation) / 4);
	}

	/**
	 * Returns how long an echo may take before it counts as missed.
	 * @param floorNanos the least slack: less than this is noise
	 * @return nanoseconds: the smoothed time and four deviations, or the floor
	 */
	public long timeoutNanos(long floorNanos) {
		return (this.samples == 0) ? INITIAL_TIMEOUT_NANOS : this.smoothedNanos + slackNanos(floorNanos);
	}

	/**
	 * Returns by how much a frame may be later than expected.
	 * @param floorNanos the least that is returned
	 * @return nanoseconds: four deviations, or the floor
	 */
	public long slackNanos(long floorNanos) {
		return Math.max(4 * this.variationNanos, floorNanos);
	}

}
