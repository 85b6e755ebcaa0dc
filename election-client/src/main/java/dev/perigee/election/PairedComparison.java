package dev.perigee.election;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Compares candidates within rounds: for jitter that hits the probes of a round alike, so
 * that it cancels out of their differences. Those that have too few rounds in common are
 * compared by their floors, for a single late echo must not decide.
 */
final class PairedComparison implements Comparison {

	/** Paths with more jitter of their own than the median must not seem too sure. */
	private static final double PATHS_DIFFER = 1.15;

	/** A difference that is seen once may be an outlier as well. */
	private static final int LEAST_IN_COMMON = 2;

	private final Rounds rounds;

	private final Noise.Difference noise;

	private final FloorComparison floors;

	private final double[] typical;

	private final double[] expected;

	PairedComparison(Rounds rounds, Jitter jitter) {
		this.rounds = rounds;
		this.noise = new Noise.Difference(PATHS_DIFFER * jitter.withinRounds() / Noise.Difference.COMMON_SIZE);
		this.floors = new FloorComparison(rounds, jitter);
		this.typical = this.floors.expected();
		int reference = IntStream.range(0, rounds.candidates())
			.boxed()
			.min(Comparator.comparingDouble(rounds::fastest))
			.orElseThrow();
		this.expected = IntStream.range(0, rounds.candidates())
			.mapToDouble((one) -> arePaired(one, reference)
					? this.typical[reference] + difference(one, reference).mean() : this.typical[one])
			.toArray();
	}

	private boolean arePaired(int one, int other) {
		return one != other && this.rounds.differences(one, other).length >= LEAST_IN_COMMON;
	}

	/** No round trip is shorter than nothing, or typically longer than the fastest. */
	private Location difference(int one, int other) {
		double slowest = this.rounds.fastest(one) + this.floors.typicalNoise();
		return Location.middle(this.rounds.differences(one, other), this.noise, -this.typical[other], slowest);
	}

	@Override
	public double[] expected() {
		return this.expected.clone();
	}

	@Override
	public double beats(int challenger, int winner, double margin) {
		return arePaired(challenger, winner) ? difference(challenger, winner).below(-margin)
				: this.floors.beats(challenger, winner, margin);
	}

	@Override
	public double error(int winner, double margin) {
		double sum = IntStream.range(0, this.expected.length).mapToDouble((one) -> beats(one, winner, margin)).sum();
		return Math.min(1, sum);
	}

}
