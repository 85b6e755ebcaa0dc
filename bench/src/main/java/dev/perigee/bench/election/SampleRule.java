package dev.perigee.bench.election;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import dev.perigee.election.Candidate;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.Snapshot;
import dev.perigee.election.Verdict;

/**
 * A rule to compare with: a fixed number of probes of each candidate, all waited for, and
 * the lowest value of some statistic wins.
 *
 * @param name in the table
 * @param count how many probes
 * @param statistic of the sorted round trip times
 */
record SampleRule(String name, int count, ToDoubleFunction<double[]> statistic) implements ElectionStrategy {

	static final SampleRule MINIMUM_OF_3 = new SampleRule("minimum of 3", 3, (sorted) -> sorted[0]);

	static final SampleRule MEDIAN_OF_7 = new SampleRule("median of 7", 7, (sorted) -> sorted[sorted.length / 2]);

	static final SampleRule MEAN_OF_10 = new SampleRule("mean of 10", 10,
			(sorted) -> Arrays.stream(sorted).average().orElseThrow());

	@Override
	public Map<String, String> parameters() {
		return Map.of();
	}

	@Override
	public Verdict decide(Snapshot snapshot) {
		if (!snapshot.isFinal()
				&& snapshot.entrants().stream().anyMatch((entrant) -> entrant.samples().size() < this.count)) {
			return new Verdict.Undecided(enough(snapshot), Set.of());
		}
		List<Verdict.Score> ranking = snapshot.entrants()
			.stream()
			.filter((entrant) -> !entrant.samples().isEmpty())
			.map((entrant) -> new Verdict.Score(entrant.candidate(), score(entrant)))
			.sorted(Comparator.comparing(Verdict.Score::score))
			.toList();
		return new Verdict.Decided(ranking, List.of(), null);
	}

	private Set<Candidate> enough(Snapshot snapshot) {
		boolean isLastRound = snapshot.elapsed().compareTo(rounds().startOf(this.count - 1, snapshot.interval())) >= 0;
		return isLastRound ? snapshot.entrants().stream().map(Snapshot.Entrant::candidate).collect(Collectors.toSet())
				: Set.of();
	}

	private Duration score(Snapshot.Entrant entrant) {
		double[] sorted = entrant.samples()
			.stream()
			.limit(this.count)
			.mapToDouble((sample) -> sample.rtt().toNanos())
			.sorted()
			.toArray();
		return Duration.ofNanos(Math.round(this.statistic.applyAsDouble(sorted)));
	}

}
