package dev.perigee.election;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeRoundsTests {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	@ParameterizedTest(name = "round {0} at {1} ms")
	@CsvSource({ "0, 0, true", "1, 100, true", "2, 200, true", "3, 225, false", "9, 375, false", "10, 400, true",
			"18, 600, true" })
	void quickStartHasRoundsInBetween(int round, long millis, boolean isForAll) {
		assertThat(ProbeRounds.QUICK_START.startOf(round, INTERVAL)).isEqualTo(Duration.ofMillis(millis));
		assertThat(ProbeRounds.QUICK_START.isForAll(round)).isEqualTo(isForAll);
	}

	@Test
	void steadyRoundsAreForAll() {
		assertThat(ProbeRounds.STEADY.startOf(3, INTERVAL)).isEqualTo(Duration.ofMillis(600));
		assertThat(ProbeRounds.STEADY.isForAll(3)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void probeBelongsToTheLastRoundThatHadStarted(ProbeRounds rounds) {
		for (int round = 0; round < 40; round++) {
			Duration start = rounds.startOf(round, INTERVAL);
			assertThat(rounds.at(start, INTERVAL)).isEqualTo(round);
			assertThat(rounds.at(rounds.startOf(round + 1, INTERVAL).minusNanos(1), INTERVAL)).isEqualTo(round);
		}
	}

}
