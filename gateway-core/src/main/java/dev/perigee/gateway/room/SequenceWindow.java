package dev.perigee.gateway.room;

/**
 * Which sequences of one sender have been seen: the highest, and exactly which of the
 * 1024 before it (the sliding window of RFC 6479). During a move a sender's messages
 * arrive over two ways, so that an older one may come after a newer one and still be new.
 */
final class SequenceWindow {

	private static final int WINDOW = 1024;

	private final long[] seen = new long[WINDOW / Long.SIZE];

	private long highest;

	/**
	 * Notes a sequence.
	 * @param sequence at least 1
	 * @return whether it is seen for the first time; {@code false} also for one that is
	 * too old to tell
	 */
	boolean accept(long sequence) {
		if (sequence > this.highest) {
			forgetUpTo(sequence);
			this.highest = sequence;
		}
		else if (this.highest - sequence >= WINDOW || isSet(sequence)) {
			return false;
		}
		this.seen[word(sequence)] |= 1L << sequence;
		return true;
	}

	/**
	 * Returns the highest sequence seen.
	 * @return 0 for none
	 */
	long highest() {
		return this.highest;
	}

	/**
	 * Returns the lowest sequence in the window from which on none is missing.
	 * @return up to the highest; 0 when there is none
	 */
	long wholeSince() {
		long since = this.highest;
		while (since > 1 && this.highest - since < WINDOW - 1 && isSet(since - 1)) {
			since--;
		}
		return since;
	}

	private void forgetUpTo(long sequence) {
		long skipped = Math.min(sequence - this.highest, WINDOW);
		// counted down from the new one: up to the last possible sequence would overflow
		for (long back = 0; back < skipped; back++) {
			this.seen[word(sequence - back)] &= ~(1L << (sequence - back));
		}
	}

	private boolean isSet(long sequence) {
		return (this.seen[word(sequence)] & (1L << sequence)) != 0;
	}

	private static int word(long sequence) {
		return (int) (sequence % WINDOW) / Long.SIZE;
	}

}
