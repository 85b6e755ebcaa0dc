package dev.perigee.bench;

import java.time.Duration;
import java.util.List;

/**
 * Quantiles of measured times, by the nearest rank. Stateless.
 */
public final class Quantile {

	private Quantile() {
	}

	/**
	 * Returns a quantile.
	 * @param times in any order, at least one
	 * @param part such as 0.5 for the median; 1 for the longest
	 * @return the shortest time that at least that part of the times do not exceed, in
	 * milliseconds
	 */
	public static double millis(List<Duration> times, double part) {
		List<Duration> sorted = times.stream().sorted().toList();
		return sorted.get((int) Math.ceil(part * sorted.size()) - 1).toNanos() / 1e6;
	}

}
