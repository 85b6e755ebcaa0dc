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
	 * @param hopeless the candidates that need no more probes, for they can hardly win
	 */
	record Undecided(Set<Candidate> hopeless) implements Verdict {

		public Undecided {
			hopeless = Set.copyOf(hopeless);
		}

		/** Probe all of them on. */
		public Undecided() {
			this(Set.of());
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
