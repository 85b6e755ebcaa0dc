package dev.perigee.election;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What is believed of a quantity that was measured with noise: its distribution given the
 * measurements and a flat prior, on a grid. Immutable.
 */
final class Location {

	private static final int NEAR_STEPS = 24;

	private static final int MIDDLE_STEPS = 16;

	private static final int FAR_STEPS = 8;

	private static final int CENTRE_STEPS = 56;

	/** Where to look around a measurement that lies apart, in scales of the noise. */
	private static final double[] OUTLIER_OFFSETS = { -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4 };

	private static final double[] NOTHING = {};

	private final double[] points;

	/** The probability of each point; they sum to 1. */
	private final double[] weights;

	/** The probability of less than each point, half of its own weight included. */
	private final double[] below;

	private Location(double[] points, double[] densities) {
		this.points = points;
		this.weights = new double[points.length];
		this.below = new double[points.length];
		double total = 0;
		for (int i = 0; i < points.length; i++) {
			double left = (i > 0) ? points[i] - points[i - 1] : 0;
			double right = (i < points.length - 1) ? points[i + 1] - points[i] : 0;
			this.weights[i] = densities[i] * (left + right) / 2;
			total += this.weights[i];
		}
		double sum = 0;
		for (int i = 0; i < points.length; i++) {
			this.weights[i] /= total;
			this.below[i] = sum + this.weights[i] / 2;
			sum += this.weights[i];
		}
	}

	/**
	 * Locates the floor under measurements that only noise above it explains.
	 * @param measured the measurements
	 * @param atLeast measurements of which only a lower bound is known
	 * @param noise the noise
	 * @return a floor from 0 to the smallest measurement
	 */
	static Location floor(double[] measured, double[] atLeast, Noise.Floor noise) {
		double min = Arrays.stream(measured).min().orElseThrow();
		double near = Math.min(min, 2 * noise.scale());
		double middle = Math.min(min, 8 * noise.scale());
		double[] points = new double[NEAR_STEPS + MIDDLE_STEPS + FAR_STEPS + 1];
		points[points.length - 1] = min;
		fill(points, 0, FAR_STEPS, 0, min - middle);
		fill(points, FAR_STEPS, MIDDLE_STEPS, min - middle, min - near);
		fill(points, FAR_STEPS + MIDDLE_STEPS, NEAR_STEPS, min - near, min);
		return of(points, measured, atLeast, noise);
	}

	/**
	 * Locates the middle of measurements.
	 * @param measured the measurements
	 * @param noise the noise
	 * @param from the least that the middle can be
	 * @param to the most that the middle can be
	 * @return the middle
	 */
	static Location middle(double[] measured, Noise.Difference noise, double from, double to) {
		double middle = Statistics.median(measured);
		double near = 10 * noise.scale();
		double[] points = new double[CENTRE_STEPS + FAR_STEPS + 4 + measured.length * OUTLIER_OFFSETS.length];
		fill(points, 0, CENTRE_STEPS, middle - near, middle + near);
		points[CENTRE_STEPS] = middle + near;
		points[CENTRE_STEPS + 1] = middle - 2 * near;
		points[CENTRE_STEPS + 2] = middle + 2 * near;
		points[CENTRE_STEPS + 3] = to;
		fill(points, CENTRE_STEPS + 4, FAR_STEPS, from, to);
		int next = CENTRE_STEPS + FAR_STEPS + 4;
		for (double one : measured) {
			if (Math.abs(one - middle) > near) {
				for (double offset : OUTLIER_OFFSETS) {
					points[next++] = one + offset * noise.scale();
				}
			}
		}
		double[] possible = Arrays.stream(points, 0, next).filter((one) -> one >= from && one <= to).sorted().toArray();
		return of(possible, measured, NOTHING, noise);
	}

	private static void fill(double[] points, int start, int count, double from, double to) {
		for (int i = 0; i < count; i++) {
			points[start + i] = from + (to - from) * i / count;
		}
	}

	private static Location of(double[] points, double[] measured, double[] atLeast, Noise noise) {
		double[] densities = new double[points.length];
		Arrays.fill(densities, 1);
		for (double one : measured) {
			multiply(densities, (i) -> noise.density(one - points[i]));
		}
		for (double one : atLeast) {
			multiply(densities, (i) -> noise.exceeds(one - points[i]));
		}
		return new Location(points, densities);
	}

	/** Scales as well, so that the product of many small numbers does not vanish. */
	private static void multiply(double[] densities, IntToDoubleFunction factor) {
		double max = 0;
		for (int i = 0; i < densities.length; i++) {
			densities[i] *= factor.applyAsDouble(i);
			max = Math.max(max, densities[i]);
		}
		for (int i = 0; i < densities.length; i++) {
			densities[i] /= max;
		}
	}

	double mean() {
		double mean = 0;
		for (int i = 0; i < this.points.length; i++) {
			mean += this.points[i] * this.weights[i];
		}
		return mean;
	}

	/** The probability of less than a value. */
	double below(double value) {
		int at = Arrays.binarySearch(this.points, value);
		if (at >= 0) {
			return this.below[at];
		}
		int next = -at - 1;
		if (next == 0) {
			return 0;
		}
		if (next == this.points.length) {
			return 1;
		}
		double part = (value - this.points[next - 1]) / (this.points[next] - this.points[next - 1]);
		return this.below[next - 1] + part * (this.below[next] - this.below[next - 1]);
	}

	/** The probability that any of others is less than this by more than a margin. */
	double exceeds(double margin, Location... others) {
		double none = 0;
		for (int i = 0; i < this.points.length; i++) {
			double product = this.weights[i];
			for (Location other : others) {
				product *= 1 - other.below(this.points[i] - margin);
			}
			none += product;
		}
		return Math.max(0, 1 - none);
	}

}
