package dev.perigee.election.probe;

/**
 * An exponentially weighted moving average that starts at its first value. Immutable.
 *
 * @param value the average
 */
public record MovingAverage(double value) {

	private static final double WEIGHT = 0.2;

	/**
	 * Takes a value in.
	 * @param next the value
	 * @return the average that gives it a fifth of the weight
	 */
	public MovingAverage with(double next) {
		return new MovingAverage(WEIGHT * next + (1 - WEIGHT) * this.value);
	}

}
