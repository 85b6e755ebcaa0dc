package dev.perigee.election;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Compares the floors of candidates: for jitter that hits each probe on its own, when the
 * fastest probes tell most.
 */
final class FloorComparison implements Comparison {

	private final Location[] floors;

	private final double typicalNoise;

	FloorComparison(Rounds rounds, Jitter jitter) {
		Noise.Floor noise = new Noise.Floor(jitter.absolute() / Noise.Floor.COMMON_DIFFERENCE);
		this.floors = IntStream.range(0, rounds.candidates())
			.mapToObj((one) -> Location.floor(rounds.answered(one), rounds.pending(one), noise))
			.toArray(Location[]::new);
		int fastest = IntStream.range(0, this.floors.length)
			.boxed()
			.min(Comparator.comparingDouble((one) -> this.floors[one].mean()))
			.orElseThrow();
		this.typicalNoise = Math.min(noise.scale(), rounds.fastest(fastest) - this.floors[fastest].mean());
	}

	/**
	 * What is added to a floor to make it a round trip time: no more than the best echo
	 * of the best floor shows, for late echoes make the noise seem large.
	 */
	double typicalNoise() {
		return this.typicalNoise;
	}

	@Override
	public double[] expected() {
		return Arrays.stream(this.floors).mapToDouble((floor) -> floor.mean() + this.typicalNoise).toArray();
	}

	@Override
	public double beats(int challenger, int winner, double margin) {
		return (challenger == winner) ? 0 : this.floors[winner].exceeds(margin, this.floors[challenger]);
	}

	@Override
	public double error(int winner, double margin) {
		return this.floors[winner].exceeds(margin,
				IntStream.range(0, this.floors.length)
					.filter((one) -> one != winner)
					.mapToObj((one) -> this.floors[one])
					.toArray(Location[]::new));
	}

}
