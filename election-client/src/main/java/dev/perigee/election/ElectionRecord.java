package dev.perigee.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Why an election came out as it did: enough to explain it, and to replay it. Made of
 * plain records, so that any JSON mapper writes it.
 *
 * @param time when it ended
 * @param strategy the name of the rule
 * @param parameters the rule's parameters
 * @param candidates by rank, those without one last
 * @param winner the elected candidate, or {@code null} when none was usable
 * @param margin how much faster the winner is than the next by rank (negative when it won
 * by preference), or {@code null} without a next one
 * @param error how sure the rule was, or {@code null} if it can't tell
 * @param cost what it took
 */
public record ElectionRecord(Instant time, String strategy, Map<String, String> parameters, List<Entry> candidates,
		@Nullable Candidate winner, @Nullable Duration margin, Verdict.@Nullable StatedError error, Cost cost) {

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
		String cost = "%d probes over %d connections in %d ms".formatted(this.cost.probes(), this.cost.connections(),
				this.cost.duration().toMillis());
		String result = (this.winner != null) ? this.candidates.get(0).summary() + " elected" : "nobody elected";
		String sure = (this.error != null) ? ", " + this.error : "";
		return result + " by " + this.strategy + sure + (others.isEmpty() ? "" : "; " + others) + "; " + cost;
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
	 * @param samples what was measured
	 */
	public record Entry(Candidate candidate, int rank, @Nullable Duration score, @Nullable Duration counterfactual,
			@Nullable String exclusion, List<Snapshot.Sample> samples) {

		public Entry {
			samples = List.copyOf(samples);
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
