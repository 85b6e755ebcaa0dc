package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a strategy makes of a snapshot.
 */
public sealed interface Verdict {

	/**
	 * Probe on.
	 *
	 * @param resting the candidates that need no probe for now: they can hardly win, or
	 * owe an echo that has to tell first
	 * @param close the few that stand between the rule and its verdict, and are worth the
	 * rounds in between
	 */
	record Undecided(Set<Candidate> resting, Set<Candidate> close) implements Verdict {

		public Undecided {
			resting = Set.copyOf(resting);
			close = Set.copyOf(close);
		}

		/**
		 * Tells whether to probe a candidate.
		 * @param candidate the candidate
		 * @param isForAll whether the round is for all, not one in between
		 * @return {@code true} to probe it
		 */
		public boolean wants(Candidate candidate, boolean isForAll) {
			return isForAll ? !this.resting.contains(candidate) : this.close.contains(candidate);
		}

		/** Probe all of them on. */
		public Undecided() {
			this(Set.of(), Set.of());
		}

	}

	/**
	 * The election is over.
	 *
	 * @param ranking the best first; empty when no candidate can be used
	 * @param exclusions the other candidates
	 * @param error how sure the rule is, or {@code null} if it can't tell
	 */
	record Decided(List<Score> ranking, List<Exclusion> exclusions, @Nullable StatedError error) implements Verdict {

		public Decided {
			ranking = List.copyOf(ranking);
			exclusions = List.copyOf(exclusions);
		}

	}

	/**
	 * What a rule says of its own verdict: the fastest by score is slower than the truly
	 * fastest by more than {@code epsilon} with at most this probability.
	 *
	 * @param epsilon a difference that nobody minds
	 * @param alpha the probability at the moment of the verdict
	 */
	record StatedError(Duration epsilon, double alpha) {

		@Override
		public String toString() {
			return "worse than the best by more than %.1f ms with a probability of %.2g %%"
				.formatted(this.epsilon.toNanos() / 1e6, 100 * this.alpha);
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
