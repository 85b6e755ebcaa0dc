package dev.perigee.election;

import java.util.Arrays;

/**
 * The round trip times of some time, the newest if there are too many. Not safe for use
 * by several threads.
 */
final class RttWindow {

	/** More than a minute at the pace of an incumbent. */
	private static final int SIZE = 512;

	private static final long NANOS_PER_MICRO = 1000;

	private final long[] nanos = new long[SIZE];

	private int count;

	void add(long rttNanos) {
		this.nanos[this.count++ % SIZE] = rttNanos;
	}

	/**
	 * Returns the time that a part of them does not exceed.
	 * @param part 0.5 for the median
	 * @return microseconds, at least 1; of nothing there is none
	 */
	long quantileMicros(double part) {
		long[] sorted = Arrays.copyOf(this.nanos, Math.min(this.count, SIZE));
		Arrays.sort(sorted);
		return Math.max(sorted[(int) Math.ceil(part * sorted.length) - 1] / NANOS_PER_MICRO, 1);
	}

}
