package dev.perigee.protocol;

import java.util.Arrays;

import dev.perigee.readme.Readme;
import org.junit.jupiter.api.Test;
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

	@Test
	void areInTheTableOfTheSpecification() {
		assertThat(Readme.ofThisModule().rows("code").stream().map((cells) -> cells.get(0) + ' ' + cells.get(1)))
			.containsExactlyElementsOf(
					Arrays.stream(CloseCode.values()).map((code) -> code.number() + " " + code.name()).toList());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NORMAL")
	void adviseWhatTheTableOfTheSpecificationSays(CloseCode code) {
		assertThat(Readme.ofThisModule().rows("code")).anySatisfy((cells) -> {
			assertThat(cells.get(1)).isEqualTo(code.name());
			assertThat(cells.get(3)).startsWith(code.advice().name());
		});
	}

}
