package dev.perigee.bench.election;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import dev.perigee.election.LoadPenalty;
import dev.perigee.election.Preference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationTests {

	private static final int TRIALS = 250;

	private final ElectionStrategy adaptive = ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT,
			LoadPenalty.DEFAULT);

	/** Among few trials an error of just under 1 % can't be told from one over it. */
	@ParameterizedTest(name = "{0}, {1} shared")
	@CsvSource({ "WIRED, 0, 250", "WIFI, 0, 250", "WIFI, 0.7, 250", "WIFI, 0.95, 250", "CELLULAR, 0, 1000",
			"CELLULAR, 0.7, 1000", "CELLULAR, 0.95, 250" })
	void adaptiveKeepsItsErrorItsProbesAndItsSecond(LastMile lastMile, double sharedJitter, int count) {
		List<Simulation.Trial> trials = simulation(lastMile, sharedJitter, count).run(this.adaptive);
		SimulationReport.Row row = SimulationReport.Row.of("adaptive", trials);
		assertThat(row.probes()).isLessThanOrEqualTo(3 * 24);
		assertThat(row.decisionMsP50()).isLessThanOrEqualTo(300 + row.slowestSeriousMs());
		assertThat(row.decisionMsP95()).isLessThanOrEqualTo(1000);
		List<Simulation.Trial> early = trials.stream()
			.filter((trial) -> trial.decisionMs() < VirtualElection.PERIOD.toMillis())
			.toList();
		long wrong = early.stream().filter((trial) -> trial.regretMs() > 5).count();
		assertThat(early).hasSizeGreaterThan(count * 8 / 10)
			.allMatch((trial) -> trial.statedError() <= ErrorBound.DEFAULT.alpha());
		assertThat((double) wrong / early.size()).isLessThanOrEqualTo(ErrorBound.DEFAULT.alpha());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8 })
	void adaptiveKeepsItsWordAmongFewRegions(int count) {
		List<Simulation.Trial> trials = new Simulation(SyntheticWorld.create(5),
				SyntheticWorld.REGIONS.subList(0, count), new VirtualElection.Link(LastMile.CELLULAR, 0), count, 500, 7)
			.run(this.adaptive);
		assertThat(trials).filteredOn((trial) -> trial.regretMs() > 5)
			.hasSizeLessThanOrEqualTo((int) (trials.size() * ErrorBound.DEFAULT.alpha()));
	}

	@Test
	void deadRegionAndTwinsDecideAsQuickly() {
		Map<String, PathTimes> paths = new LinkedHashMap<>();
		paths.put("twin", new PathTimes(100, 20, 20.5, 40, 0.5));
		paths.put("other twin", new PathTimes(100, 20, 20.5, 40, 0.5));
		paths.put("far", new PathTimes(1000, 30, 30.5, 60, 0.5));
		paths.put("dead", new PathTimes(1000, 10_000, 10_000, 10_000, 0));
		List<Simulation.Trial> trials = new Simulation(new PathMatrix("twins", Map.of("user", paths)),
				List.copyOf(paths.keySet()), new VirtualElection.Link(LastMile.WIFI, 0), paths.size(), 200, 7)
			.run(this.adaptive);
		assertThat(trials).allMatch((trial) -> trial.decisionMs() < 1000).allMatch((trial) -> trial.regretMs() <= 5);
	}

	@Test
	void adaptiveIsWrongLessOftenThanTheOthersOnCellular() {
		Simulation simulation = simulation(LastMile.CELLULAR, 0, 2 * TRIALS);
		SimulationReport report = SimulationReport.of(simulation, List.of(this.adaptive,
				ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT), SampleRule.MINIMUM_OF_3));
		double[] wrong = report.rows().stream().mapToDouble(SimulationReport.Row::wrongOver5msPercent).toArray();
		assertThat(wrong[0]).isLessThan(wrong[2]).isLessThan(wrong[1]).isLessThan(wrong[3]);
	}

	@Test
	void sameSeedGivesTheSameElections() {
		assertThat(simulation(LastMile.WIFI, 0.7, 20).run(this.adaptive))
			.isEqualTo(simulation(LastMile.WIFI, 0.7, 20).run(this.adaptive));
	}

	@Test
	void fixedRulesSendTheirFixedNumberOfProbes() {
		Simulation simulation = simulation(LastMile.WIRED, 0, 20);
		assertThat(simulation.run(SampleRule.MINIMUM_OF_3)).allMatch((trial) -> trial.probes() == 3 * 24);
		assertThat(simulation.run(SampleRule.MEAN_OF_10)).allMatch((trial) -> trial.probes() == 10 * 24);
	}

	/** What the round before the election adds to its error is an error, too. */
	@ParameterizedTest
	@CsvSource({ "WIRED, 0.5", "WIFI, 0.5", "CELLULAR, 2" })
	void firstRoundAmongManyRegionsLosesHardlyAnyGoodOne(LastMile lastMile, double mostWrongPercent) {
		SimulationReport.Row row = SimulationReport.Row.of("adaptive",
				simulation(lastMile, 0, 4, 2000).run(this.adaptive));
		assertThat(row.wrongOver5msPercent()).isLessThanOrEqualTo(mostWrongPercent);
		assertThat(row.probes()).isLessThanOrEqualTo(3 * 24);
	}

	private static Simulation simulation(LastMile lastMile, double sharedJitter, int trials) {
		return simulation(lastMile, sharedJitter, SyntheticWorld.REGIONS.size(), trials);
	}

	private static Simulation simulation(LastMile lastMile, double sharedJitter, int places, int trials) {
		return new Simulation(SyntheticWorld.create(1), SyntheticWorld.REGIONS,
				new VirtualElection.Link(lastMile, sharedJitter), places, trials, 7);
	}

}
