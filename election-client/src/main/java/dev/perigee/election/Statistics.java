package dev.perigee.election;

import java.util.Arrays;

/**
 * Arithmetic on a handful of values.
 */
final class Statistics {

	private Statistics() {
	}

	/**
	 * Returns the value of the nearest rank: nothing is interpolated, for halfway from
	 * the usual to an outlier lies neither.
	 * @param values at least one
	 * @param share from 0, the least, to 1, the greatest
	 */
	static double quantile(double[] values, double share) {
		double[] sorted = Arrays.stream(values).sorted().toArray();
		return sorted[(int) Math.round(share * (sorted.length - 1))];
	}

	static double median(double[] values) {
		double[] sorted = Arrays.stream(values).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
