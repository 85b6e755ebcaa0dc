package dev.perigee.election;

import java.time.Duration;
import java.util.List;

/**
 * What a strategy makes of a snapshot.
 */
public sealed interface Verdict {

	/** Probe on. */
	record Undecided() implements Verdict {
	}

	/**
	 * The election is over.
	 *
	 * @param ranking the best first; empty when no candidate can be used
	 * @param exclusions the other candidates
	 */
	record Decided(List<Score> ranking, List<Exclusion> exclusions) implements Verdict {

		public Decided {
			ranking = List.copyOf(ranking);
			exclusions = List.copyOf(exclusions);
		}

	}

	/**
	 * A candidate's place.
	 *
	 * @param candidate the candidate
	 * @param score the round trip time that the strategy gives it
	 */
	record Score(Candidate candidate, Duration score) {
	}

	/**
	 * A candidate without a place.
	 *
	 * @param candidate the candidate
	 * @param reason why
	 */
	record Exclusion(Candidate candidate, String reason) {
	}

}
