package dev.perigee.gateway.memory;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FairShareTests {

	@ParameterizedTest
	@CsvSource({ "100 10 10, 0, 50, 50", "100 100 10, 0, 50, 75", "100 100 10, 0, 51, 74", "100 60 10, 0, 100, 30",
			"100 60 10, 40, 100, 40", "100, 0, 100, 0", "100, 0, 500, 0", "5 5 5, 0, 3, 4", "5 5 5, 9, 3, 9",
			"'', 7, 3, 7" })
	void takesFromThoseWhoHaveMost(String sizes, long floor, long wanted, long level) {
		long[] each = Arrays.stream(sizes.split(" "))
			.filter((size) -> !size.isEmpty())
			.mapToLong(Long::parseLong)
			.toArray();
		assertThat(FairShare.level(each, floor, wanted)).isEqualTo(level);
		if (level > floor) {
			assertThat(FairShare.above(each, level)).isGreaterThanOrEqualTo(wanted);
			assertThat(FairShare.above(each, level + 1)).isLessThan(wanted);
		}
	}

}
