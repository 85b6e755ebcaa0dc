package dev.perigee.gateway.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CpuUseTests {

	private static final long SECOND = 1_000_000_000L;

	private long cpuNanos;

	private long now;

	private final CpuUse use = new CpuUse(() -> this.cpuNanos, () -> 2, 0);

	@Test
	void isThePartOfAllProcessors() {
		assertThat(after(60, SECOND)).isCloseTo(0.5, within(0.001));
		assertThat(after(60, 2 * SECOND)).isCloseTo(1, within(0.001));
	}

	@Test
	void aBurstOfASecondCountsForAFifth() {
		assertThat(after(1, 2 * SECOND)).isCloseTo(0.18, within(0.01));
	}

	@Test
	void isNothingWhereTheSystemDoesNotSay() {
		this.cpuNanos = -1;
		assertThat(after(10, 0)).isZero();
	}

	private double after(int seconds, long cpuNanosASecond) {
		double last = 0;
		for (int i = 0; i < seconds; i++) {
			this.now += SECOND;
			this.cpuNanos += cpuNanosASecond;
			last = this.use.next(this.now);
		}
		return last;
	}

}
