package dev.perigee.lab;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WorldLatencyTests {

	@ParameterizedTest
	@CsvSource({ "singapore, us-east, 115", "us-east, singapore, 115", "singapore, frankfurt, 80",
			"us-east, frankfurt, 45", "frankfurt, frankfurt, 4", "mars, mars, 4", "singapore, mars, 0" })
	void isHalfARoundTrip(String home, String region, long millis) {
		assertThat(WorldLatency.oneWay(home, region)).isEqualTo(Duration.ofMillis(millis));
	}

}
