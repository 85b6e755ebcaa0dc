package dev.perigee.bench.election;

import java.util.List;

import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import dev.perigee.election.Preference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationTests {

	private static final int TRIALS = 250;

	private final ElectionStrategy adaptive = ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT);

	@ParameterizedTest(name = "{0}, {1} shared")
	@CsvSource({ "WIRED, 0", "WIFI, 0", "WIFI, 0.7", "WIFI, 0.95", "CELLULAR, 0", "CELLULAR, 0.7", "CELLULAR, 0.95" })
	void adaptiveIsWrongLessOftenThanAlphaWhenItStopsEarly(LastMile lastMile, double sharedJitter) {
		List<Simulation.Trial> early = simulation(lastMile, sharedJitter, TRIALS).run(this.adaptive)
			.stream()
			.filter((trial) -> trial.decisionMs() < VirtualElection.PERIOD.toMillis())
			.toList();
		long wrong = early.stream().filter((trial) -> trial.regretMs() > 5).count();
		assertThat(early).hasSizeGreaterThan(TRIALS * 8 / 10)
			.allMatch((trial) -> trial.statedError() <= ErrorBound.DEFAULT.alpha());
		assertThat((double) wrong / early.size()).isLessThanOrEqualTo(ErrorBound.DEFAULT.alpha());
	}

	@Test
	void adaptiveIsWrongLessOftenThanTheOthersOnCellular() {
		Simulation simulation = simulation(LastMile.CELLULAR, 0, 2 * TRIALS);
		SimulationReport report = SimulationReport.of(simulation,
				List.of(this.adaptive, ElectionStrategy.classic(Preference.DEFAULT), SampleRule.MINIMUM_OF_3));
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

	private static Simulation simulation(LastMile lastMile, double sharedJitter, int trials) {
		return new Simulation(SyntheticWorld.create(1), SyntheticWorld.REGIONS,
				new VirtualElection.Link(lastMile, sharedJitter), trials, 7);
	}

}
