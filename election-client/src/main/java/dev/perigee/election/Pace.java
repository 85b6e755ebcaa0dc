package dev.perigee.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * How often a connection is probed.
 *
 * @param interval between two probes, on average
 * @param spread makes each interval a little longer or shorter, or {@code null} for none
 */
record Pace(Duration interval, @Nullable RandomGenerator spread) {

	private static final double SPREAD = 0.15;

	/** Always the same interval: the rounds of an election are compared. */
	static Pace steady(Duration interval) {
		return new Pace(interval, null);
	}

	/**
	 * An interval that varies by 15 %, so that clients which began together do not go on
	 * together.
	 */
	static Pace around(Duration interval, RandomGenerator spread) {
		return new Pace(interval, spread);
	}

	long nextNanos() {
		double factor = (this.spread == null) ? 1 : 1 + SPREAD * (2 * this.spread.nextDouble() - 1);
		return Math.round(this.interval.toNanos() * factor);
	}

}
