package dev.perigee.election;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How much probes scatter, pooled over all candidates, for they share the last mile. The
 * size that {@link #SHARE} of the changes from one round to the next stay below, in
 * milliseconds.
 *
 * @param absolute of the round trip times as they are
 * @param withinRounds of what is left when the change that is common to the round is
 * taken away
 */
record Jitter(double absolute, double withinRounds) {

	/**
	 * More than half, for a few large changes tell more of the scale than the small ones
	 * in the middle: of normal noise with an efficiency of 0.56, where the median has
	 * 0.37 (Rousseeuw and Croux 1993). Not much more, for one change in nine may be that
	 * of an outlier.
	 */
	static final double SHARE = 0.7;

	/** The resolution of timers; keeps a noiseless path from claiming certainty. */
	private static final double LEAST_MILLIS = 0.1;

	/** That of a cellular link: assumed while nothing was seen. */
	private static final double UNKNOWN_MILLIS = 10;

	/**
	 * At this ratio comparing within rounds tells as much as comparing floors, found by
	 * simulation.
	 */
	private static final double SHARED_BELOW = 0.6;

	/**
	 * By how much more one value is multiplied: what a few show is often too small, and
	 * then everything seems sure. Found by simulation with 2 to 24 candidates.
	 */
	private static final double FEW = 7;

	static Jitter of(Rounds rounds) {
		double[] absolute = IntStream.range(1, rounds.rounds())
			.mapToObj(rounds::changes)
			.flatMapToDouble(Arrays::stream)
			.map(Math::abs)
			.toArray();
		double[] within = IntStream.range(1, rounds.rounds())
			.mapToObj(rounds::changes)
			.flatMapToDouble(Jitter::withoutCommon)
			.toArray();
		return new Jitter(inflated(absolute), inflated(within));
	}

	/** Tells whether most of the jitter is common to the probes of a round. */
	boolean isShared() {
		return this.withinRounds < SHARED_BELOW * this.absolute;
	}

	private static DoubleStream withoutCommon(double[] changes) {
		if (changes.length < 2) {
			return DoubleStream.empty();
		}
		double common = Statistics.median(changes);
		// taking the median away takes one degree of freedom
		double correction = Math.sqrt(changes.length / (changes.length - 1.0));
		return Arrays.stream(changes).map((change) -> Math.abs(change - common) * correction);
	}

	/** Allows for what few values can't tell. */
	private static double inflated(double[] sizes) {
		if (sizes.length == 0) {
			return UNKNOWN_MILLIS;
		}
		return Math.max(LEAST_MILLIS, Statistics.quantile(sizes, SHARE) * (1 + FEW / sizes.length));
	}

}
