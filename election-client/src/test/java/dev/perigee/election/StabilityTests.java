package dev.perigee.election;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the real client makes of jitter, spikes, drifts, flapping and losses, in virtual
 * time: the golden text has all figures, the other tests what must never change.
 */
class StabilityTests {

	private static final StabilityReport REPORT = new StabilityReport();

	@BeforeAll
	static void silenceLog() {
		ClientLog.level(LogLevel.OFF);
	}

	@AfterAll
	static void restoreLog() {
		ClientLog.level(null);
	}

	@Test
	void figuresAreThoseOfTheGoldenText() throws IOException {
		GoldenText.check("stability.txt", REPORT.text());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_DAY")
	void stationaryJitterMovesNobodyForADay(Scenario day) {
		assertThat(REPORT.of(day)).allSatisfy((user) -> {
			assertThat(user.moves()).isZero();
			assertThat(user.failovers()).isZero();
			assertThat(user.blackoutMillis()).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "SPIKE", "SMALL_STEP", "ALL_WORSE", "CROWD" })
	void whatIsNoReasonToMoveMovesNobody(Scenario scenario) {
		assertThat(REPORT.of(scenario)).allSatisfy((user) -> {
			assertThat(user.moves()).isZero();
			assertThat(user.failovers()).isZero();
		});
	}

	@Test
	void uplinkThatIsGoneForSecondsIsBackAtOnce() {
		assertThat(REPORT.of(Scenario.UPLINK_CUT))
			.allSatisfy((user) -> assertThat(user.worstBlackoutMillis()).isLessThan(8_000));
	}

	@ParameterizedTest
	@EnumSource(names = { "SLOW_FLAPPING", "FAST_FLAPPING", "DYING" })
	void flappingMovesWithinTheBudget(Scenario scenario) {
		assertThat(REPORT.of(scenario)).allSatisfy((user) -> assertThat(user.moves()).isLessThanOrEqualTo(10));
	}

	@ParameterizedTest
	@EnumSource(names = { "DRIFT", "STEP" })
	void lastingChangeMovesOnce(Scenario scenario) {
		assertThat(REPORT.of(scenario)).allSatisfy((user) -> {
			assertThat(user.moves()).isEqualTo(1);
			assertThat(user.failovers()).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "REGION_LOST", "BLACK_HOLE" })
	void lossOfARegionIsOneFailover(Scenario scenario) {
		assertThat(REPORT.of(scenario)).allSatisfy((user) -> {
			assertThat(user.failovers()).isEqualTo(1);
			assertThat(user.moves()).isZero();
			assertThat(user.blackoutMillis()).isLessThan(1_000);
		});
	}

	@Test
	void regionThatReturnsIsMovedToOnce() {
		assertThat(REPORT.of(Scenario.REGION_RETURNS)).allSatisfy((user) -> {
			assertThat(user.failovers()).isEqualTo(1);
			assertThat(user.moves()).isEqualTo(1);
			assertThat(user.settledSeconds()).isLessThan(60);
		});
	}

}
