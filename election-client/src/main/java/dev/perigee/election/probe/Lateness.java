package dev.perigee.election.probe;

import java.util.concurrent.TimeUnit;

/**
 * By how much the latest of the recent echoes came after the smoothed round trip time: a
 * peak that fades by half in 20 s. What has just come that late may come that late again,
 * so this much silence proves nothing. Immutable.
 *
 * @param peakNanos the peak
 * @param atNanos when it was seen
 */
public record Lateness(long peakNanos, long atNanos) {

	/** Before the first echo. */
	public static final Lateness NONE = new Lateness(0, 0);

	/**
	 * More patience would not be repaid: a failover that was not needed loses nothing.
	 */
	static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

	private static final double HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(20);

	/**
	 * Takes an echo in.
	 * @param lateNanos how late it was, negative if it was early
	 * @param nowNanos the client's clock
	 * @return the lateness that includes it
	 */
	public Lateness with(long lateNanos, long nowNanos) {
		return (lateNanos > nanos(nowNanos)) ? new Lateness(Math.min(lateNanos, MAX_NANOS), nowNanos) : this;
	}

	/**
	 * Returns what is left of the peak.
	 * @param nowNanos the client's clock
	 * @return nanoseconds
	 */
	public long nanos(long nowNanos) {
		return Math.round(this.peakNanos * Math.pow(0.5, (nowNanos - this.atNanos) / HALF_LIFE_NANOS));
	}

}
