package dev.perigee.gateway.session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	@ParameterizedTest
	@ValueSource(longs = { 1, 7, 2_097_152, 999_999_999, 1L << 30, Integer.MAX_VALUE })
	void anyRateIsExact(long rate) {
		TokenBucket one = new TokenBucket(rate, rate, 0);
		assertThat(one.spend(0, rate)).isTrue();
		assertThat(one.spend(0, 0)).isFalse();
		assertThat(one.spend(SECOND, rate)).isTrue();
		assertThat(one.spend(SECOND, 0)).isFalse();
		assertThat(one.spend(1_000_000 * SECOND, rate)).isTrue();
		assertThat(one.spend(1_000_000 * SECOND, 0)).isFalse();
	}

	@Test
	void aBurstOfAnySizeIsABurst() {
		TokenBucket one = new TokenBucket(Integer.MAX_VALUE, 10L * Integer.MAX_VALUE, 0);
		assertThat(one.spend(0, 1_000_000_000)).isTrue();
		assertThat(one.spend(0, 0)).isTrue();
	}

	private int take(long nowNanos, int times) {
		int taken = 0;
		for (int i = 0; i < times; i++) {
			taken += this.bucket.take(nowNanos) ? 1 : 0;
		}
		return taken;
	}

}
