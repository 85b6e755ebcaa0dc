package dev.perigee.election;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Compares candidates within rounds: for jitter that hits the probes of a round alike, so
 * that it cancels out of their differences.
 */
final class PairedComparison implements Comparison {

	/** Paths with more jitter of their own than the median must not seem too sure. */
	private static final double PATHS_DIFFER = 1.15;

	private final Rounds rounds;

	private final Noise.Difference noise;

	private final double[] expected;

	PairedComparison(Rounds rounds, Jitter jitter) {
		this.rounds = rounds;
		this.noise = new Noise.Difference(PATHS_DIFFER * jitter.withinRounds() / Noise.Difference.MEDIAN);
		int reference = IntStream.range(0, rounds.candidates())
			.boxed()
			.min(Comparator.comparingDouble((one) -> Arrays.stream(rounds.answered(one)).min().orElseThrow()))
			.orElseThrow();
		double base = Statistics.median(rounds.answered(reference));
		this.expected = IntStream.range(0, rounds.candidates())
			.mapToDouble((one) -> (one == reference) ? base : base + expectedDifference(one, reference))
			.toArray();
	}

	private double expectedDifference(int one, int other) {
		double[] differences = this.rounds.differences(one, other);
		return (differences.length > 0) ? difference(differences).mean()
				: Arrays.stream(this.rounds.answered(one)).min().orElseThrow();
	}

	private Location difference(double[] differences) {
		return Location.middle(differences, this.noise);
	}

	@Override
	public double[] expected() {
		return this.expected.clone();
	}

	@Override
	public double beats(int challenger, int winner, double margin) {
		if (challenger == winner) {
			return 0;
		}
		double[] differences = this.rounds.differences(challenger, winner);
		return (differences.length == 0) ? 1 : difference(differences).below(-margin);
	}

	@Override
	public double error(int winner, double margin) {
		double sum = IntStream.range(0, this.expected.length).mapToDouble((one) -> beats(one, winner, margin)).sum();
		return Math.min(1, sum);
	}

}
