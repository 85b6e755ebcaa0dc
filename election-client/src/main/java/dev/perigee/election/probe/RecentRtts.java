package dev.perigee.election.probe;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The last round trip times of a connection. Not safe for use by several threads.
 */
public final class RecentRtts {

	/** How many are kept: 3 s at the pace of an incumbent. */
	public static final int SIZE = 15;

	private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final long[] nanos = new long[SIZE];

	private long count;

	private long addedNanos;

	/** Of a burst only one counts: it went through one and the same moment. */
	void add(long rttNanos, long arrivalNanos) {
		if (this.count > 0 && arrivalNanos - this.addedNanos < SPACING_NANOS) {
			return;
		}
		this.addedNanos = arrivalNanos;
		this.nanos[(int) (this.count++ % SIZE)] = rttNanos;
	}

	long medianNanos() {
		long[] sorted = Arrays.copyOf(this.nanos, (int) Math.min(this.count, SIZE));
		Arrays.sort(sorted);
		return (sorted.length == 0) ? 0 : sorted[sorted.length / 2];
	}

}
