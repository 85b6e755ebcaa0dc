package dev.perigee.election;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Why an election came out as it did: enough to explain it, and to {@link #replay replay}
 * it. Immutable; made of plain records, so that any JSON mapper that knows
 * {@code java.time} writes it and reads it back.
 *
 * @param time when it ended
 * @param strategy the name of the rule
 * @param parameters the rule's parameters
 * @param snapshot all that the rule saw, at the moment of its verdict
 * @param candidates by rank, those without one last
 * @param winner the elected candidate, or {@code null} when none was usable
 * @param margin how much faster the winner is than the next by rank (negative when it won
 * by preference), or {@code null} without a next one
 * @param error how sure the rule was, or {@code null} if it can't tell
 * @param cost what it took
 */
public record ElectionRecord(Instant time, String strategy, Map<String, String> parameters, Snapshot snapshot,
		List<Entry> candidates, @Nullable Candidate winner, @Nullable Duration margin,
		Verdict.@Nullable StatedError error, Cost cost) {

	public ElectionRecord {
		parameters = Map.copyOf(parameters);
		candidates = List.copyOf(candidates);
	}

	/**
	 * Explains the election in one line.
	 * @return for a log
	 */
	public String summary() {
		String others = this.candidates.stream()
			.filter((entry) -> !entry.candidate().equals(this.winner))
			.map(Entry::summary)
			.collect(Collectors.joining(", "));
		String cost = "%d probes over %d connections (%d bytes) in %d ms".formatted(this.cost.probes(),
				this.cost.connections(), this.cost.probeBytes(), this.cost.duration().toMillis());
		String result = (this.winner != null) ? this.candidates.get(0).summary() + " elected" : "nobody elected";
		String sure = (this.error != null) ? ", " + this.error : "";
		return result + " by " + this.strategy + sure + (others.isEmpty() ? "" : "; " + others) + "; " + cost;
	}

	/**
	 * Returns the verdict as the rule gave it.
	 * @return ranking, exclusions within the field, and the stated error
	 */
	public Verdict.Decided verdict() {
		List<Verdict.Score> ranking = new ArrayList<>();
		List<Verdict.Exclusion> exclusions = new ArrayList<>();
		for (Entry entry : this.candidates) {
			if (entry.score() != null) {
				ranking.add(new Verdict.Score(entry.candidate(), entry.score()));
			}
			else if (entry.exclusion() != null && this.snapshot.holds(entry.candidate())) {
				exclusions.add(new Verdict.Exclusion(entry.candidate(), entry.exclusion()));
			}
		}
		return new Verdict.Decided(ranking, exclusions, this.error);
	}

	/**
	 * Holds the election again: the same rule judges the same snapshot.
	 * @return the verdict, equal to {@link #verdict()} unless the rule has changed since
	 * @throws IllegalArgumentException when the rule is none of this library's
	 */
	public Verdict replay() {
		return ElectionStrategy.of(this.strategy, this.parameters).decide(this.snapshot);
	}

	/**
	 * A candidate of the election.
	 *
	 * @param candidate the candidate
	 * @param rank 1 for the winner, 0 for no rank
	 * @param score the round trip time that the rule gave it, or {@code null} without a
	 * rank
	 * @param counterfactual how much slower it would have been than the winner, or
	 * {@code null} without a rank
	 * @param exclusion why it has no rank, or {@code null}
	 */
	public record Entry(Candidate candidate, int rank, @Nullable Duration score, @Nullable Duration counterfactual,
			@Nullable String exclusion) {

		static Entry excluded(Candidate candidate, String reason) {
			return new Entry(candidate, 0, null, null, reason);
		}

		private String summary() {
			if (this.score == null || this.counterfactual == null) {
				return this.candidate + " excluded (" + this.exclusion + ")";
			}
			return (this.rank == 1) ? "%s with %.1f ms".formatted(this.candidate, millis(this.score))
					: "%s would be %+.1f ms".formatted(this.candidate, millis(this.counterfactual));
		}

		private static double millis(Duration duration) {
			return duration.toNanos() / 1e6;
		}

	}

	/**
	 * What an election took.
	 *
	 * @param probes probes sent
	 * @param connections connections opened
	 * @param probeBytes bytes of probes and echoes, without the overhead of transports
	 * @param duration from the first dial to the verdict
	 */
	public record Cost(int probes, int connections, long probeBytes, Duration duration) {
	}

}
