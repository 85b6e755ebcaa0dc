package dev.perigee.gateway.memory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryUseTests {

	/**
	 * Of 1000 bytes; what is used is to come down to 750. Used: unreliable, rings beyond
	 * shares, waiting; whether attaches are refused. To free: unreliable, rings,
	 * sessions; whether to refuse attaches.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			 800 | 500 500 500 false |   0   0   0 false
			 801 | 500 500 500 false |  51   0   0 false
			 801 |  20 500 500 false |  20   0   0 false
			 850 |  20 500 500 false |  20   0   0 false
			 851 |  20 500 500 false |  20  81   0 false
			 851 |   0  50 500 false |   0  50   0 false
			 900 |   0  50 500 false |   0  50   0 false
			 901 |  30  50 500 false |  30  50  71 false
			 901 | 200  50 500 false | 151   0   0 false
			 950 |   0   0  10 false |   0   0  10 false
			 951 |   0   0   0 false |   0   0   0 true
			 951 | 500   0   0 false | 201   0   0 true
			1200 | 100 100 100 false | 100 100 100 true
			 800 |   0   0   0 true  |   0   0   0 true
			 751 |   0   0   0 true  |   0   0   0 true
			 750 |   0   0   0 true  |   0   0   0 false
			""")
	void takesEachStepFromItsPartOnAndForTheRestOnly(long used, String state, String relief) {
		String[] has = state.split(" +");
		String[] frees = relief.split(" +");
		MemoryUse use = new MemoryUse(1000, used, Long.parseLong(has[0]), Long.parseLong(has[1]),
				Long.parseLong(has[2]), Boolean.parseBoolean(has[3]));
		assertThat(use.relief()).isEqualTo(new MemoryUse.Relief(Long.parseLong(frees[0]), Long.parseLong(frees[1]),
				Long.parseLong(frees[2]), Boolean.parseBoolean(frees[3])));
	}

	@Test
	void looksCloserOnlyWhenItHasTo() {
		assertThat(new MemoryUse(1000, 800, 0, 0, 0, false).isTight()).isFalse();
		assertThat(new MemoryUse(1000, 801, 0, 0, 0, false).isTight()).isTrue();
		assertThat(new MemoryUse(1000, 100, 0, 0, 0, true).isTight()).isTrue();
	}

}
