package dev.perigee.gateway.session;

import java.util.List;
import java.util.stream.Stream;

import dev.perigee.gateway.session.Excess.Verdict;
import org.junit.jupiter.api.Test;

import static dev.perigee.gateway.session.Excess.Verdict.SERVE;
import static dev.perigee.gateway.session.Excess.Verdict.CLOSE;
import static dev.perigee.gateway.session.Excess.Verdict.IGNORE;
import static dev.perigee.gateway.session.Excess.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;

class ExcessTests {

	private static final long SECOND = 1_000_000_000L;

	private final TokenBucket rate = new TokenBucket(10, 10, 0);

	private final Excess excess = new Excess();

	@Test
	void warnsOnceWhenAnExcessBegins() {
		take(0, 10).forEach((verdict) -> assertThat(verdict).isEqualTo(SERVE));
		assertThat(take(0, 3)).containsExactly(WARN, IGNORE, IGNORE);
		assertThat(take(SECOND / 2, 7)).containsExactly(SERVE, SERVE, SERVE, SERVE, SERVE, IGNORE, IGNORE);
	}

	@Test
	void warnsAgainAfterACalmSecond() {
		take(0, 11);
		assertThat(take(SECOND, 11)).endsWith(SERVE, WARN);
	}

	@Test
	void closesAfterFiveSecondsOfExcess() {
		take(0, 11);
		for (long now = SECOND / 2; now < 5 * SECOND; now += SECOND / 2) {
			assertThat(take(now, 6)).endsWith(SERVE, IGNORE);
		}
		assertThat(take(5 * SECOND, 6)).endsWith(SERVE, CLOSE);
	}

	private List<Verdict> take(long nowNanos, int times) {
		return Stream.generate(() -> this.excess.judge(this.rate.take(nowNanos), nowNanos)).limit(times).toList();
	}

}
