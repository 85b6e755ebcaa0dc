package dev.perigee.webtransport;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WebTransportLimitsTests {

	@Test
	void hasTheseDefaults() {
		assertThat(WebTransportLimits.defaults()).isEqualTo(new WebTransportLimits(16, 10_000, 10_000, 16 << 20,
				1 << 20, 0, Duration.ofSeconds(30), Duration.ofSeconds(30), 1024, 1024, 4096, 1024, 64, 16,
				Duration.ofSeconds(5), 1028, 16 << 10, Duration.ofSeconds(3), 1350, 4 << 20));
	}

	@Test
	void namesTheLimitThatMakesNoSense() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WebTransportLimits.builder().udpPayloadBytes(1199).build())
			.withMessage("udpPayloadBytes must be at least 1200, is 1199");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WebTransportLimits.builder().idleTimeout(Duration.ZERO).build())
			.withMessage("idleTimeout must be at least 1 ms, is PT0S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WebTransportLimits.builder().maxUnidirectionalStreams(2).build())
			.withMessageStartingWith("maxUnidirectionalStreams");
	}

}
