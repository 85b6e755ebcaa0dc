package dev.perigee.election;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import dev.perigee.election.probe.RecentRtts;
import dev.perigee.election.probe.RttEstimate;

/**
 * Notices that the incumbent has got much worse than it was: slower than three times its
 * baseline, and than 50 ms, five times in a row. The baseline is the best median of its
 * round trip times since it was learnt. Immutable.
 *
 * @param baselineNanos the baseline, 0 until it is learnt
 * @param learntAt the sample from which on the median tells the baseline
 * @param worse how many samples in a row were too slow
 * @param sinceNanos when the first of them was taken
 * @param lastNanos when the last of them was
 * @param leastNanos the fastest of them
 * @param samples how many samples were seen
 */
record Degradation(long baselineNanos, long learntAt, int worse, long sinceNanos, long lastNanos, long leastNanos,
		long samples) {

	/** As many in a row are no chance. */
	static final int CONFIRMATIONS = 5;

	/** As many ask the other candidates how they fare. */
	static final int SUSPICIONS = 3;

	/** Those of a burst are but one: it went through one and the same moment. */
	private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int FACTOR = 3;

	private static final long FLOOR_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	/** Before the first sample of an incumbent. */
	static Degradation learning(long samples) {
		return calm(0, samples + RecentRtts.SIZE, samples);
	}

	/**
	 * Takes the latest sample in, once.
	 * @param rtt of the incumbent
	 * @param medianNanos of its recent samples
	 * @param nowNanos the client's clock
	 * @return the degradation that includes it
	 */
	Degradation with(RttEstimate rtt, long medianNanos, long nowNanos) {
		if (rtt.samples() == this.samples) {
			return this;
		}
		if (rtt.samples() < this.learntAt) {
			return calm(0, this.learntAt, rtt.samples());
		}
		if (this.baselineNanos == 0) {
			return calm(medianNanos, this.learntAt, rtt.samples());
		}
		long baseNanos = Math.min(this.baselineNanos, medianNanos);
		if (rtt.latestNanos() <= Math.max(FACTOR * this.baselineNanos, FLOOR_NANOS)) {
			return calm(baseNanos, this.learntAt, rtt.samples());
		}
		if (this.worse == 0) {
			return new Degradation(baseNanos, this.learntAt, 1, nowNanos, nowNanos, rtt.latestNanos(), rtt.samples());
		}
		boolean counts = nowNanos - this.lastNanos >= SPACING_NANOS;
		return new Degradation(baseNanos, this.learntAt, this.worse + (counts ? 1 : 0), this.sinceNanos,
				counts ? nowNanos : this.lastNanos, Math.min(this.leastNanos, rtt.latestNanos()), rtt.samples());
	}

	private static Degradation calm(long baselineNanos, long learntAt, long samples) {
		return new Degradation(baselineNanos, learntAt, 0, 0, 0, 0, samples);
	}

	/**
	 * Draws the conclusion.
	 * @param others by how much the round trip times of the other usable candidates have
	 * risen, nanoseconds; those that were not measured since it began are unknown
	 * @return what to do about it
	 */
	Conclusion conclude(List<OptionalLong> others) {
		if (this.worse < CONFIRMATIONS) {
			return (this.worse == SUSPICIONS) ? Conclusion.ASK : Conclusion.NONE;
		}
		if (others.isEmpty()) {
			return Conclusion.REBASE;
		}
		// what the uplink adds, it adds to all alike
		long sharedNanos = (this.leastNanos - this.baselineNanos) / 2;
		if (others.stream().anyMatch((rise) -> rise.isPresent() && rise.getAsLong() < sharedNanos)) {
			return Conclusion.ELECT;
		}
		return others.stream().allMatch(OptionalLong::isEmpty) ? Conclusion.NONE : Conclusion.STAY;
	}

	/** What a degradation leads to. */
	enum Conclusion {

		/** Nothing, so far. */
		NONE,

		/** Measure the others too. */
		ASK,

		/** It is the incumbent's own: hold an election. */
		ELECT,

		/** All got worse at once: it is this machine or its uplink, wherever we go. */
		STAY,

		/** There is nobody else: that is how it is now. */
		REBASE

	}

}
