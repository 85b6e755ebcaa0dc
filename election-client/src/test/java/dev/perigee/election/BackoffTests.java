package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	@ParameterizedTest
	@CsvSource({ "1, 500", "2, 1000", "3, 2000", "4, 2000", "5, 2000", "6, 10000", "15, 10000", "16, 30000",
			"1000000, 30000" })
	void doublesUpToTheCapOfTheAttempt(int attempt, long boundMillis) {
		assertThat(Backoff.boundNanos(attempt)).isEqualTo(Duration.ofMillis(boundMillis).toNanos());
	}

	@Test
	void spreadsOverTheWholeRangeAlsoAtTheCap() {
		Backoff backoff = new Backoff(new SplittableRandom(1));
		List<Long> delays = IntStream.range(0, 1_000).mapToObj((i) -> backoff.delay(100).toMillis()).toList();
		assertThat(delays).allMatch((delay) -> delay >= 0 && delay <= 30_000);
		assertThat(delays.stream().filter((delay) -> delay < 10_000).count()).isBetween(250L, 420L);
		assertThat(delays.stream().filter((delay) -> delay > 20_000).count()).isBetween(250L, 420L);
	}

	@Test
	void isReplayableFromTheSeed() {
		assertThat(new Backoff(new SplittableRandom(7)).delay(3))
			.isEqualTo(new Backoff(new SplittableRandom(7)).delay(3));
	}

}
