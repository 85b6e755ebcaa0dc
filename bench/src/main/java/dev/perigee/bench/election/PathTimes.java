package dev.perigee.bench.election;

import java.util.random.RandomGenerator;

/**
 * The round trip times of a path between two cities, without any last mile. Jitter on top
 * of the minimum is log-normal with the mean and deviation of the statistics, cut off at
 * the maximum.
 *
 * @param distanceKm along a great circle
 * @param minMs the fastest
 * @param avgMs the mean
 * @param maxMs the slowest
 * @param mdevMs the deviation
 */
record PathTimes(double distanceKm, double minMs, double avgMs, double maxMs, double mdevMs) {

	/** Measurements are rounded: the mean of equal times may be less than the fastest. */
	private static final double ROUNDING_MS = 0.1;

	PathTimes {
		avgMs = atLeast(minMs, avgMs);
		maxMs = atLeast(avgMs, maxMs);
		if (!(distanceKm >= 0 && minMs >= 0 && avgMs >= minMs && maxMs >= avgMs && mdevMs >= 0)) {
			throw new IllegalArgumentException(
					"expected distance_km, mdev_ms >= 0 and 0 <= min_ms <= avg_ms <= max_ms, was %s, %s and %s, %s, %s"
						.formatted(distanceKm, mdevMs, minMs, avgMs, maxMs));
		}
	}

	private static double atLeast(double lowest, double value) {
		return (value < lowest && lowest - value <= ROUNDING_MS) ? lowest : value;
	}

	/** The median round trip time, which is the truth about a path. */
	double medianMs() {
		return this.minMs + Math.min(medianJitterMs(), this.maxMs - this.minMs);
	}

	/** One round trip. */
	double sampleMs(RandomGenerator random) {
		double jitter = medianJitterMs() * Math.exp(sigma() * random.nextGaussian());
		return this.minMs + Math.min(jitter, this.maxMs - this.minMs);
	}

	private double medianJitterMs() {
		return (this.avgMs - this.minMs) * Math.exp(-sigma() * sigma() / 2);
	}

	private double sigma() {
		double mean = this.avgMs - this.minMs;
		return (mean == 0) ? 0 : Math.sqrt(Math.log1p(this.mdevMs * this.mdevMs / (mean * mean)));
	}

}
