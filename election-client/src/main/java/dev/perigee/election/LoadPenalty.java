package dev.perigee.election;

import java.time.Duration;

/**
 * By how much a loaded gateway looks farther away than it is, so that a crowd does not
 * stampede the nearest one: nothing up to half of its load, from there on in proportion.
 * Never costs anybody more than the bound.
 *
 * @param bound the penalty of a gateway that is full
 */
public record LoadPenalty(Duration bound) {

	/** 10 ms. */
	public static final LoadPenalty DEFAULT = new LoadPenalty(Duration.ofMillis(10));

	private static final int FREE_LOAD = 127;

	private static final int FULL_LOAD = 255;

	public LoadPenalty {
		if (bound.isNegative()) {
			throw new InvalidSettingException("election.load-penalty", "must not be negative, was " + bound,
					"Set a duration like 10ms, or 0ms to ignore the load of gateways.");
		}
	}

	/**
	 * Returns the penalty.
	 * @param load 0 (idle) to 255 (full)
	 * @return nanoseconds, 0 up to the bound
	 */
	public long nanos(int load) {
		return this.bound.toNanos() * Math.max(load - FREE_LOAD, 0) / (FULL_LOAD - FREE_LOAD);
	}

}
