package dev.perigee.gateway.memory;

import java.util.Arrays;

/**
 * Takes from those who have most: a level is lowered onto all of them until what sticks
 * out is enough, so that who has little loses nothing. Stateless.
 */
public final class FairShare {

	private FairShare() {
	}

	/**
	 * Returns what sticks out above a level.
	 * @param sizes what each one has
	 * @param level the level
	 * @return the sum
	 */
	public static long above(long[] sizes, long level) {
		return Arrays.stream(sizes).map((size) -> Math.max(0, size - level)).sum();
	}

	/**
	 * Finds the highest level above which there is enough.
	 * @param sizes what each one has
	 * @param floor the level is never below it
	 * @param wanted how much is to be taken
	 * @return the level; the floor when even that is not enough
	 */
	public static long level(long[] sizes, long floor, long wanted) {
		long[] sorted = sizes.clone();
		Arrays.sort(sorted);
		long sum = 0;
		for (int largest = 1; largest <= sorted.length; largest++) {
			sum += sorted[sorted.length - largest];
			long next = (largest < sorted.length) ? sorted[sorted.length - largest - 1] : 0;
			// the level at which these alone give it
			long level = Math.floorDiv(sum - wanted, largest);
			if (level >= next) {
				return Math.max(level, floor);
			}
		}
		return floor;
	}

}
