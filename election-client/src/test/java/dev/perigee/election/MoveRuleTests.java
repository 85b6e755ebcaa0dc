package dev.perigee.election;

import java.net.URI;
import java.time.Duration;

import dev.perigee.election.probe.RttEstimate;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MoveRuleTests {

	private static final long SECOND = 1_000_000_000;

	private final MoveRule rule = new MoveRule(new Hysteresis(Duration.ofMillis(10), 2.0 / 3, Duration.ofSeconds(10)));

	@ParameterizedTest(name = "incumbent {0} ms, challenger {1} ms: {2}")
	@CsvSource({ "30, 20, true", "30, 20.001, false", "29.999, 20, false", "90, 60, true", "90, 61, false",
			"20, 12, false", "20, 10, true", "20, 25, false" })
	void challengerNeedsMarginAndShare(double incumbent, double challenger, boolean watched) {
		MoveRule.Watch watch = this.rule.next(MoveRule.Watch.NOBODY, rtt(incumbent), challenger("a", challenger), 0);
		assertThat(watch.challenger() != null).isEqualTo(watched);
		assertThat(watch.isMove()).isFalse();
	}

	@Test
	void movesOnlyAfterTheDwellTime() {
		MoveRule.Watch watch = this.rule.next(MoveRule.Watch.NOBODY, rtt(100), challenger("a", 20), 0);
		watch = this.rule.next(watch, rtt(100), challenger("a", 20), 10 * SECOND - 1);
		assertThat(watch.isMove()).isFalse();
		watch = this.rule.next(watch, rtt(100), challenger("a", 20), 10 * SECOND);
		assertThat(watch.isMove()).isTrue();
	}

	@Test
	void aMomentOfEqualityStartsTheDwellTimeAgain() {
		MoveRule.Watch watch = this.rule.next(MoveRule.Watch.NOBODY, rtt(100), challenger("a", 20), 0);
		watch = this.rule.next(watch, rtt(20), challenger("a", 20), 5 * SECOND);
		watch = this.rule.next(watch, rtt(100), challenger("a", 20), 6 * SECOND);
		assertThat(this.rule.next(watch, rtt(100), challenger("a", 20), 11 * SECOND).isMove()).isFalse();
		assertThat(this.rule.next(watch, rtt(100), challenger("a", 20), 16 * SECOND).isMove()).isTrue();
	}

	@Test
	void anotherChallengerStartsTheDwellTimeAgain() {
		MoveRule.Watch watch = this.rule.next(MoveRule.Watch.NOBODY, rtt(100), challenger("a", 20), 0);
		watch = this.rule.next(watch, rtt(100), challenger("b", 19), 9 * SECOND);
		assertThat(this.rule.next(watch, rtt(100), challenger("b", 19), 12 * SECOND).isMove()).isFalse();
	}

	@Test
	void keepsTheIncumbentWithoutAChallengerOrMeasurements() {
		assertThat(this.rule.next(MoveRule.Watch.NOBODY, rtt(100), null, 0)).isEqualTo(MoveRule.Watch.NOBODY);
		assertThat(this.rule.next(MoveRule.Watch.NOBODY, RttEstimate.NONE, challenger("a", 1), 0))
			.isEqualTo(MoveRule.Watch.NOBODY);
	}

	private static MoveRule.Challenger challenger(String region, double millis) {
		return new MoveRule.Challenger(
				new Candidate(region, Transport.WEBSOCKET, URI.create("ws://" + region + ".test/rt")), rtt(millis));
	}

	private static RttEstimate rtt(double millis) {
		return RttEstimate.NONE.with(Math.round(millis * 1e6));
	}

}
