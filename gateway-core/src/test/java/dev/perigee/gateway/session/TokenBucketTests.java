package dev.perigee.gateway.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTests {

	private static final long SECOND = 1_000_000_000L;

	private final TokenBucket bucket = new TokenBucket(4, 6, 0);

	@Test
	void allowsTheBurstAtOnceAndNoMore() {
		assertThat(take(0, 9)).isEqualTo(6);
	}

	@Test
	void fillsWithTime() {
		take(0, 6);
		assertThat(take(SECOND / 4 - 1, 1)).isZero();
		assertThat(take(SECOND / 4, 2)).isEqualTo(1);
	}

	@Test
	void neverHoldsMoreThanTheBurst() {
		assertThat(take(100 * SECOND, 10)).isEqualTo(6);
	}

	@Test
	void whatIsUsedAlreadyIsPaidLater() {
		assertThat(this.bucket.spend(0, 5)).isTrue();
		assertThat(this.bucket.spend(0, 5)).isTrue();
		assertThat(this.bucket.spend(SECOND, 100)).isFalse();
		assertThat(this.bucket.spend(2 * SECOND + SECOND / 2, 0)).as("no more than one burst is owed").isFalse();
		assertThat(this.bucket.spend(2 * SECOND + SECOND * 3 / 4, 0)).isTrue();
	}

	private int take(long nowNanos, int times) {
		int taken = 0;
		for (int i = 0; i < times; i++) {
			taken += this.bucket.take(nowNanos) ? 1 : 0;
		}
		return taken;
	}

}
