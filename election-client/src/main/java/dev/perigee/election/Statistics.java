package dev.perigee.election;

import java.util.Arrays;

/**
 * Arithmetic on a handful of values.
 */
final class Statistics {

	private Statistics() {
	}

	static double median(double[] values) {
		double[] sorted = Arrays.stream(values).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
