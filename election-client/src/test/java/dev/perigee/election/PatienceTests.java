package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.probe.RttEstimate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PatienceTests {

	@ParameterizedTest
	@CsvSource({ "20, true, 0, 250", "20, false, 0, 1240", "200, true, 0, 1200", "200, true, 3, 9600" })
	void growsWithTheRoundTripAndDoublesWithEachThatWasGivenUp(long rttMillis, boolean warm, int givenUp,
			long boundMillis) {
		// one sample: four variations are twice the round trip time
		RttEstimate rtt = RttEstimate.NONE.with(Duration.ofMillis(rttMillis).toNanos());
		assertThat(Patience.bound(rtt, warm, givenUp)).isEqualTo(Duration.ofMillis(boundMillis));
	}

	@ParameterizedTest
	@CsvSource({ "1", "1000" })
	void neverOverflows(int givenUp) {
		assertThat(Patience.bound(RttEstimate.NONE, false, givenUp)).isPositive();
	}

}
