package dev.perigee.election.probe;

/**
 * Which part of the echoes does not come in time, smoothed over some 250 of them; begins
 * at one in a hundred. Immutable.
 *
 * @param value 0 to 1
 */
public record LossRate(double value) {

	/** Before the first echo. */
	public static final LossRate PRIOR = new LossRate(0.01);

	private static final double WEIGHT = 1.0 / 256;

	/** How unlikely it must be that all echoes of a silence were lost by chance. */
	private static final double CHANCE = 1e-8;

	/**
	 * With more loss than this, chance explains any silence that is worth waiting for.
	 */
	private static final double MAX = 0.25;

	/**
	 * Takes a probe in.
	 * @param answered whether its echo came in time
	 * @return the rate that includes it
	 */
	public LossRate with(boolean answered) {
		return new LossRate((1 - WEIGHT) * this.value + (answered ? 0 : WEIGHT));
	}

	/**
	 * Returns how many echoes in a row must be missing to say that the path is gone.
	 * @return 4 while one echo in a hundred or less is lost, 8 for one in ten
	 */
	public int confirmations() {
		double rate = Math.min(Math.max(this.value, PRIOR.value), MAX);
		// the small allowance keeps rounding from asking for one more
		return (int) Math.ceil(Math.log(CHANCE) / Math.log(rate) - 1e-9);
	}

}
