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
	 * Returns when the rule wants its probes.
	 * @return the rounds, at each interval unless the rule says otherwise
	 */
	default ProbeRounds rounds() {
		return ProbeRounds.STEADY;
	}

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
	 * and one that is isolated from the other regions after those. One that is loaded
	 * counts as slower by a penalty, which is part of its score.
	 * @param preference the bound
	 * @param loadPenalty what load costs
	 * @return the strategy {@code classic}
	 */
	static ElectionStrategy classic(Preference preference, LoadPenalty loadPenalty) {
		return new ClassicStrategy(preference, loadPenalty);
	}

	/**
	 * The rule with a stated error: the election ends as soon as the probability that the
	 * fastest by expectation is slower than the truly fastest by more than epsilon is at
	 * most alpha, and at the end of the period states the probability that is left.
	 * <p>
	 * The noise of the last mile is estimated from the change between rounds, pooled over
	 * all candidates. If most of it is common to the probes of a round, candidates are
	 * compared by their differences within rounds, where it cancels; otherwise by the
	 * floors that their fastest probes reveal. Either way the noise is taken to have
	 * outliers, so that a spike proves nothing. Candidates that can hardly win, and those
	 * whose answer to the first two rounds is later than the winner's already, are probed
	 * no further for the time being; their chance still counts in the error. After its
	 * second echo the winner and the one or two that keep the error above alpha are
	 * probed eight times an interval instead of once: the same probes, but within a
	 * second.
	 * <p>
	 * A process that starts measures late: echoes that come in together count as one,
	 * differences within rounds need two rounds of probes that were sent at the same
	 * moment, and none may make a round trip longer than its fastest echo or shorter than
	 * nothing.
	 * <p>
	 * The preference for WebTransport, the load and the flags of gateways are applied as
	 * in {@link #classic}; the error is that of the choice between times, before these.
	 * @param bound epsilon and alpha
	 * @param preference the bound of the preference for WebTransport
	 * @param loadPenalty what load costs
	 * @return the strategy {@code adaptive}
	 */
	static ElectionStrategy adaptive(ErrorBound bound, Preference preference, LoadPenalty loadPenalty) {
		return new AdaptiveStrategy(bound, preference, loadPenalty);
	}

	/**
	 * Returns the rule that a record was made by.
	 * @param name the rule's {@link #name()}
	 * @param parameters its {@link #parameters()}
	 * @return a rule that gives the same verdicts
	 * @throws IllegalArgumentException when it is none of this library's rules, or a
	 * parameter is missing
	 */
	static ElectionStrategy of(String name, Map<String, String> parameters) {
		return switch (name) {
			case "classic" -> classic(RuleParameters.preference(parameters), RuleParameters.loadPenalty(parameters));
			case "adaptive" -> adaptive(RuleParameters.errorBound(parameters), RuleParameters.preference(parameters),
					RuleParameters.loadPenalty(parameters));
			case LastKnownGoodStrategy.NAME -> RuleParameters.lastKnownGood(parameters);
			default -> throw new IllegalArgumentException("'%s' is no rule of this library".formatted(name));
		};
	}

}
