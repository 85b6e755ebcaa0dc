package dev.perigee.gateway.session;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTests {

	@ParameterizedTest
	@CsvSource({ "0, 1, 0", "0, 4, 0", "1, 4, 2000", "3, 4, 6000", "9999, 10000, 7999" })
	void givesEverySessionASlotOfItsOwnInTheFirstPartOfTheWindow(int index, int count, long millis) {
		assertThat(Drain.delay(Duration.ofSeconds(10), index, count).toMillis()).isEqualTo(millis);
	}

}
