package dev.perigee.election.probe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RttEstimateTests {

	private static final long MILLISECOND = 1_000_000;

	@Test
	void firstSampleSetsSmoothedAndHalfOfItAsVariation() {
		RttEstimate rtt = RttEstimate.NONE.with(100 * MILLISECOND);
		assertThat(rtt)
			.isEqualTo(new RttEstimate(1, 100 * MILLISECOND, 100 * MILLISECOND, 100 * MILLISECOND, 50 * MILLISECOND));
	}

	@Test
	void followsRfc9002() {
		RttEstimate rtt = RttEstimate.NONE.with(100 * MILLISECOND).with(60 * MILLISECOND).with(220 * MILLISECOND);
		// rttvar: 50, 3/4*50+1/4*40 = 47.5, 3/4*47.5+1/4*125 = 66.875; srtt: 100, 95,
		// 110.625
		assertThat(rtt.smoothedNanos()).isEqualTo(110_625_000);
		assertThat(rtt.variationNanos()).isEqualTo(66_875_000);
		assertThat(rtt.minNanos()).isEqualTo(60 * MILLISECOND);
		assertThat(rtt.latestNanos()).isEqualTo(220 * MILLISECOND);
		assertThat(rtt.samples()).isEqualTo(3);
	}

	@Test
	void timeoutIsSmoothedPlusFourDeviationsOrTheFloor() {
		long floor = 100 * MILLISECOND;
		assertThat(RttEstimate.NONE.timeoutNanos(floor)).isEqualTo(1000 * MILLISECOND);
		assertThat(RttEstimate.NONE.with(20 * MILLISECOND).timeoutNanos(floor)).isEqualTo(120 * MILLISECOND);
		assertThat(RttEstimate.NONE.with(200 * MILLISECOND).timeoutNanos(floor)).isEqualTo(600 * MILLISECOND);
	}

	@ParameterizedTest
	@CsvSource({ "0, 5, 1.0", "3.1, 36, 9.68", "9.12, 9.12, 9.12", "1, 1000, 200.8", "0, 0.25, 0.05" })
	void movingAverageGivesAFifthToTheNewValue(double before, double next, double expected) {
		assertThat(new MovingAverage(before).with(next).value()).isCloseTo(expected, within(1e-9));
	}

	@ParameterizedTest
	@CsvSource({ "10", "0" })
	void movingAverageBeginsAtItsFirstValue(double first) {
		assertThat(new MovingAverage(first).value()).isEqualTo(first);
	}

}
