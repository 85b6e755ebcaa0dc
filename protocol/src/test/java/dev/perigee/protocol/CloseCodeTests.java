package dev.perigee.protocol;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CloseCodeTests {

	@ParameterizedTest
	@EnumSource
	void isFoundByItsNumber(CloseCode code) {
		assertThat(CloseCode.of(code.number())).isSameAs(code);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1006, 4999, -1, (1L << 32) + 4000, Long.MIN_VALUE + 1000 })
	void isNotFoundByAnyOther(long number) {
		assertThat(CloseCode.of(number)).isNull();
	}

}
