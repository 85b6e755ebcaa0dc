package dev.perigee.gateway.session;

import java.util.List;
import java.util.stream.Stream;

import dev.perigee.gateway.session.ProbeAllowance.Verdict;
import org.junit.jupiter.api.Test;

import static dev.perigee.gateway.session.ProbeAllowance.Verdict.ANSWER;
import static dev.perigee.gateway.session.ProbeAllowance.Verdict.CLOSE;
import static dev.perigee.gateway.session.ProbeAllowance.Verdict.IGNORE;
import static dev.perigee.gateway.session.ProbeAllowance.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;

class ProbeAllowanceTests {

	private static final long SECOND = 1_000_000_000L;

	private final ProbeAllowance allowance = new ProbeAllowance(10, 0);

	@Test
	void warnsOnceWhenAnExcessBegins() {
		take(0, 10).forEach((verdict) -> assertThat(verdict).isEqualTo(ANSWER));
		assertThat(take(0, 3)).containsExactly(WARN, IGNORE, IGNORE);
		assertThat(take(SECOND / 2, 7)).containsExactly(ANSWER, ANSWER, ANSWER, ANSWER, ANSWER, IGNORE, IGNORE);
	}

	@Test
	void warnsAgainAfterACalmSecond() {
		take(0, 11);
		assertThat(take(SECOND, 11)).endsWith(ANSWER, WARN);
	}

	@Test
	void closesAfterFiveSecondsOfExcess() {
		take(0, 11);
		for (long now = SECOND / 2; now < 5 * SECOND; now += SECOND / 2) {
			assertThat(take(now, 6)).endsWith(ANSWER, IGNORE);
		}
		assertThat(take(5 * SECOND, 6)).endsWith(ANSWER, CLOSE);
	}

	private List<Verdict> take(long nowNanos, int times) {
		return Stream.generate(() -> this.allowance.take(nowNanos)).limit(times).toList();
	}

}
