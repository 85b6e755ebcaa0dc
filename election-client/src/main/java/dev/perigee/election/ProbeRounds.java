package dev.perigee.election;

import java.time.Duration;

/**
 * When an election sends its probes. All candidates are probed at the same moments, its
 * rounds, so that the probes of a round have gone through the same moment of the last
 * mile.
 */
public enum ProbeRounds {

	/** At each interval. */
	STEADY,

	/**
	 * At each interval, and once more half-way through the first. From the first interval
	 * on there are rounds in between, at each eighth of it, for those candidates only
	 * that stand between the rule and its verdict.
	 */
	QUICK_START;

	/** At the default interval 25 ms, the time of a few radio frames. */
	private static final int PARTS = 8;

	/** The round at the end of the first interval. */
	private static final int FIRST_WITH_PARTS = 2;

	/**
	 * Returns when a round starts.
	 * @param round counted from 0
	 * @param interval between two rounds for all
	 * @return since the first dial
	 */
	public Duration startOf(int round, Duration interval) {
		if (this == STEADY || round == 0) {
			return interval.multipliedBy(round);
		}
		return (round < FIRST_WITH_PARTS) ? interval.dividedBy(2)
				: interval.plus(interval.multipliedBy(round - FIRST_WITH_PARTS).dividedBy(PARTS));
	}

	/**
	 * Returns the round to which a probe belongs.
	 * @param sentAfter when it was sent, since the first dial
	 * @param interval between two rounds for all
	 * @return the last round that had started then
	 */
	public int at(Duration sentAfter, Duration interval) {
		if (this == STEADY) {
			return Math.toIntExact(sentAfter.toNanos() / interval.toNanos());
		}
		Duration later = sentAfter.minus(interval);
		if (later.isNegative()) {
			return (sentAfter.compareTo(interval.dividedBy(2)) >= 0) ? 1 : 0;
		}
		return FIRST_WITH_PARTS + Math.toIntExact(later.multipliedBy(PARTS).toNanos() / interval.toNanos());
	}

	/**
	 * Tells for whom a round is.
	 * @param round counted from 0
	 * @return {@code false} for a round in between, which is only for close candidates
	 */
	public boolean isForAll(int round) {
		return this == STEADY || round < FIRST_WITH_PARTS || (round - FIRST_WITH_PARTS) % PARTS == 0;
	}

}
