package dev.perigee.webtransport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ErrorCodesTests {

	/** The ends of the range of draft-ietf-webtrans-http3, section 4.4, and its holes. */
	@ParameterizedTest
	@CsvSource({ "0,52e4a40fa8db", "1,52e4a40fa8dc", "28,52e4a40fa8f7", "29,52e4a40fa8f8", "30,52e4a40fa8fa",
			"4294967295,52e5ac983162" })
	void mapsIntoTheReservedRangeAndBack(long application, String http3) {
		long code = Long.parseLong(http3, 16);
		assertThat(ErrorCodes.toHttp3(application)).isEqualTo(code);
		assertThat(ErrorCodes.toApplication(code)).isEqualTo(application);
	}

	@Test
	void neverMapsToGreasedCode() {
		for (long code = 0; code < 10_000; code++) {
			long http3 = ErrorCodes.toHttp3(code);
			assertThat((http3 - 0x21) % 0x1f).isNotZero();
			assertThat(ErrorCodes.toApplication(http3)).isEqualTo(code);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "100", "52e4a40fa8da", "52e5ac983163", "52e4a40fa8f9", "170d7b68" })
	void recognisesForeignCodes(String http3) {
		assertThat(ErrorCodes.toApplication(Long.parseLong(http3, 16))).isEqualTo(ErrorCodes.NOT_AN_APPLICATION_CODE);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 1L << 32 })
	void refusesWhatIsNot32Bits(long code) {
		assertThatIllegalArgumentException().isThrownBy(() -> ErrorCodes.toHttp3(code));
	}

}
