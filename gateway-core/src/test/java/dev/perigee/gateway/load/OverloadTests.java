package dev.perigee.gateway.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OverloadTests {

	private static final long SECOND = 1_000_000_000L;

	private Overload overload = new Overload(false, 0);

	private long now;

	@Test
	void saysSoAfterThreeSecondsWithoutAPause() {
		assertThat(after(2, 255)).isFalse();
		assertThat(after(1, 229)).isFalse();
		assertThat(after(2, 230)).isFalse();
		assertThat(after(1, 230)).isTrue();
	}

	@Test
	void takesItBackAfterTenSecondsOfRelief() {
		after(5, 255);
		assertThat(after(60, 191)).isTrue();
		assertThat(after(9, 190)).isTrue();
		assertThat(after(1, 200)).isTrue();
		assertThat(after(9, 0)).isTrue();
		assertThat(after(1, 0)).isFalse();
	}

	@Test
	void doesNotFlapAroundTheThreshold() {
		for (int i = 0; i < 100; i++) {
			assertThat(after(1, (i % 2 == 0) ? 229 : 231)).isFalse();
		}
	}

	/** Measures the same load every second, and returns what is said in the end. */
	private boolean after(int seconds, int load) {
		for (int i = 0; i < seconds; i++) {
			this.now += SECOND;
			this.overload = this.overload.next(load, this.now);
		}
		return this.overload.on();
	}

}
