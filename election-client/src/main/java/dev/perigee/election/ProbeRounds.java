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

	/** At each interval, and once more half-way through the first. */
	QUICK_START;

	/**
	 * Returns when a round starts.
	 * @param round counted from 0
	 * @param interval between two rounds
	 * @return since the first dial
	 */
	public Duration startOf(int round, Duration interval) {
		if (this == STEADY || round == 0) {
			return interval.multipliedBy(round);
		}
		return (round == 1) ? interval.dividedBy(2) : interval.multipliedBy(round - 1L);
	}

	/**
	 * Returns the round to which a probe belongs.
	 * @param sentAfter when it was sent, since the first dial
	 * @param interval between two rounds
	 * @return the last round that had started then
	 */
	public int at(Duration sentAfter, Duration interval) {
		int steady = Math.toIntExact(sentAfter.toNanos() / interval.toNanos());
		if (this == STEADY) {
			return steady;
		}
		return (steady > 0) ? steady + 1 : (sentAfter.compareTo(interval.dividedBy(2)) >= 0) ? 1 : 0;
	}

}
