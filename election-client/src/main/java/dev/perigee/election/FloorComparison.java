package dev.perigee.election;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Compares the floors of candidates: for jitter that hits each probe on its own, when the
 * fastest probes tell most.
 */
final class FloorComparison implements Comparison {

	private final Location[] floors;

	private final Noise.Floor noise;

	FloorComparison(Rounds rounds, Jitter jitter) {
		this.noise = new Noise.Floor(jitter.absolute() / Noise.Floor.MEDIAN_DIFFERENCE);
		this.floors = IntStream.range(0, rounds.candidates())
			.mapToObj((one) -> Location.floor(rounds.answered(one), rounds.pending(one), this.noise))
			.toArray(Location[]::new);
	}

	@Override
	public double[] expected() {
		return Arrays.stream(this.floors).mapToDouble((floor) -> floor.mean() + this.noise.scale()).toArray();
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
