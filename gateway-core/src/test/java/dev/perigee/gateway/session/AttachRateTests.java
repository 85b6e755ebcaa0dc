package dev.perigee.gateway.session;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttachRateTests {

	private static final long SECOND = 1_000_000_000L;

	private final AttachRate rate = new AttachRate(10, 0);

	@Test
	void newcomersGetHalfOfTheBurstAndThoseWhoComeBackAllOfIt() {
		assertThat(allowed(false, 0, 20)).isEqualTo(5);
		assertThat(allowed(true, 0, 20)).isEqualTo(5);
		assertThat(allowed(true, SECOND, 20)).isEqualTo(10);
	}

	@Test
	void thoseWhoAreRefusedAreToldTimesOneAfterAnother() {
		allowed(true, 0, 10);
		assertThat(List.of(delay(0), delay(0), delay(SECOND / 20))).containsExactly(SECOND / 10, SECOND / 5,
				SECOND / 4);
		assertThat(delay(SECOND / 10)).isZero();
	}

	@Test
	void nobodyIsToldToWaitLongerThanHalfAMinute() {
		assertThat(allowed(true, 0, 1000)).isEqualTo(10);
		assertThat(delay(0)).isEqualTo(30 * SECOND);
	}

	private long delay(long nowNanos) {
		return this.rate.delayNanos(true, nowNanos);
	}

	private long allowed(boolean resumes, long nowNanos, int times) {
		return IntStream.range(0, times).filter((i) -> this.rate.delayNanos(resumes, nowNanos) == 0).count();
	}

}
