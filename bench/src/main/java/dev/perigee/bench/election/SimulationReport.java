package dev.perigee.bench.election;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation came to. Also the shape of its JSON.
 *
 * @param matrix name of the world
 * @param regions the candidates
 * @param lastMile the noise of the users' links
 * @param rows one for each strategy
 */
record SimulationReport(String matrix, List<String> regions, String lastMile, List<Row> rows) {

	SimulationReport {
		regions = List.copyOf(regions);
		rows = List.copyOf(rows);
	}

	/**
	 * Runs the same elections by each strategy.
	 * @param simulation the elections
	 * @param strategies the rules to compare
	 * @return a report that compares them with the nearest region by geography as well
	 */
	static SimulationReport of(Simulation simulation, List<ElectionStrategy> strategies) {
		List<Row> rows = new ArrayList<>();
		for (ElectionStrategy strategy : strategies) {
			rows.add(Row.of(strategy.name(), simulation.run(strategy)));
		}
		rows.add(Row.of("geographic nearest", simulation.runNearest()));
		return new SimulationReport(simulation.matrix().name(), simulation.regions(),
				simulation.link().lastMile().name().toLowerCase(Locale.ROOT), rows);
	}

	/** The report as a table. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%s, %d regions, %s".formatted(this.matrix, this.regions.size(), this.lastMile));
		lines.add("%-20s %12s %10s %8s %8s %8s %8s %8s %10s %11s".formatted("strategy", "wrong >5 ms", "regret ms",
				"probes", "rounds", "p50 ms", "p95 ms", "stated", "estimated", "serious ms"));
		this.rows.forEach((row) -> lines.add(row.line()));
		return lines;
	}

	/**
	 * What a strategy did.
	 *
	 * @param strategy its name
	 * @param wrongOver5msPercent how many winners are more than 5 ms slower than the best
	 * @param meanRegretMs by how much winners are slower than the best
	 * @param probes sent in an election, on average
	 * @param rounds in which any were sent, on average
	 * @param decisionMsP50 how long half of the elections took at most
	 * @param decisionMsP95 how long 95 % of the elections took at most
	 * @param statedAlpha the bound on its error that the strategy stated, on average: the
	 * configured one where it ended early, what was left at the end of the period where
	 * that was more. {@code null} if it states none
	 * @param estimatedError what it took its error for when it ended, on average, NaN if
	 * it doesn't say; not in JSON
	 * @param slowestSeriousMs the median over elections of the round trip time of the
	 * slowest candidate that was probed after the first two rounds; not in JSON
	 */
	record Row(String strategy, double wrongOver5msPercent, double meanRegretMs, double probes, double rounds,
			double decisionMsP50, double decisionMsP95, @Nullable Double statedAlpha, @JsonIgnore double estimatedError,
			@JsonIgnore double slowestSeriousMs) {

		private static final double WRONG_MS = 5;

		static Row of(String strategy, List<Simulation.Trial> trials) {
			double[] decisions = trials.stream().mapToDouble(Simulation.Trial::decisionMs).sorted().toArray();
			double[] serious = trials.stream().mapToDouble(Simulation.Trial::slowestSeriousMs).sorted().toArray();
			double wrong = mean(trials, (trial) -> (trial.regretMs() > WRONG_MS) ? 100 : 0);
			double stated = mean(trials, (trial) -> Math.max(ErrorBound.DEFAULT.alpha(), trial.statedError()));
			return new Row(strategy, wrong, mean(trials, Simulation.Trial::regretMs),
					mean(trials, Simulation.Trial::probes), mean(trials, Simulation.Trial::rounds),
					quantile(decisions, 0.5), quantile(decisions, 0.95), Double.isNaN(stated) ? null : stated,
					mean(trials, Simulation.Trial::statedError), quantile(serious, 0.5));
		}

		private static double mean(List<Simulation.Trial> trials, ToDoubleFunction<Simulation.Trial> value) {
			return trials.stream().mapToDouble(value).average().orElseThrow();
		}

		/** The nearest rank. */
		private static double quantile(double[] sorted, double part) {
			return Arrays.stream(sorted).skip((long) Math.ceil(part * sorted.length) - 1).findFirst().orElseThrow();
		}

		private String line() {
			String stated = (this.statedAlpha != null) ? "%.2f %%".formatted(100 * this.statedAlpha) : "-";
			String estimated = (this.statedAlpha != null) ? "%.2f %%".formatted(100 * this.estimatedError) : "-";
			return "%-20s %10.2f %% %10.2f %8.1f %8.1f %8.0f %8.0f %8s %10s %11.0f".formatted(this.strategy,
					this.wrongOver5msPercent, this.meanRegretMs, this.probes, this.rounds, this.decisionMsP50,
					this.decisionMsP95, stated, estimated, this.slowestSeriousMs);
		}

	}

}
