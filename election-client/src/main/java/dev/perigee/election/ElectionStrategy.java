package dev.perigee.election;

import java.util.Map;

/**
 * The rule of an election. A strategy is a pure function: it holds no state, reads no
 * clock, and gives the same verdict for the same snapshot, which is what makes a recorded
 * election replayable. It is called after each sample and once at the end of the period,
 * by one thread at a time.
 */
public interface ElectionStrategy {

	/**
	 * Returns the name in configuration, records and meters.
	 * @return a short lower-case word
	 */
	String name();

	/**
	 * Returns the parameters of the rule, for the record.
	 * @return name and value
	 */
	Map<String, String> parameters();

	/**
	 * Judges what was seen so far.
	 * @param snapshot the samples
	 * @return {@link Verdict.Undecided} to probe on, which is not allowed once
	 * {@link Snapshot#isFinal()}; {@link Verdict.Decided} to end the election
	 */
	Verdict decide(Snapshot snapshot);

	/**
	 * The original rule: probe for the whole period, then the lowest average round trip
	 * time wins, but WebTransport is preferred when the times are comparable.
	 * <p>
	 * The preference compares two candidates, and pairwise it would not be transitive. So
	 * the ranking is built from its top: of the candidates that have no place yet take
	 * the one with the lowest average; if it is a WebSocket, and the best WebTransport
	 * candidate <em>of any region</em> is within the bound of it, the place goes to that
	 * WebTransport candidate instead. Equal averages are ordered by configuration. Thus a
	 * winner is never slower than the fastest candidate by more than the bound.
	 * <p>
	 * A gateway that drains has no place; one that is overloaded comes after all others,
	 * and one that is isolated from the other regions after those.
	 * @param preference the bound
	 * @return the strategy {@code classic}
	 */
	static ElectionStrategy classic(Preference preference) {
		return new ClassicStrategy(preference);
	}

}
