package dev.perigee.election;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

import dev.perigee.election.Degradation.Conclusion;
import dev.perigee.election.probe.RttEstimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DegradationTests {

	private static final List<OptionalLong> ANOTHER_IS_AS_BEFORE = List.of(OptionalLong.of(0));

	private RttEstimate rtt = RttEstimate.NONE;

	private Degradation degradation = Degradation.learning(0);

	private double spacingMillis = 200;

	private long nowNanos;

	@ParameterizedTest(name = "baseline {0} ms, then {1} ms: {2}")
	@CsvSource({ "20, 60, NONE", "20, 60.001, ELECT", "10, 50, NONE", "10, 50.001, ELECT", "10, 31, NONE",
			"100, 300, NONE", "100, 301, ELECT" })
	void moreThanThreeTimesTheBaselineAnd50MillisLeadsToAnElection(double baseline, double then, Conclusion expected) {
		take(15, baseline);
		take(5, then);
		assertThat(conclude(ANOTHER_IS_AS_BEFORE)).isEqualTo(expected);
	}

	@ParameterizedTest(name = "{0} samples: {1}")
	@CsvSource({ "1, NONE", "2, NONE", "3, ASK", "4, NONE", "5, ELECT", "6, ELECT" })
	void fiveSamplesInARowAreNeeded(int samples, Conclusion expected) {
		take(15, 20);
		take(samples, 100);
		assertThat(conclude(ANOTHER_IS_AS_BEFORE)).isEqualTo(expected);
	}

	@Test
	void aBurstThatMetOneSpikeIsOneSample() {
		take(15, 20);
		this.spacingMillis = 20;
		take(20, 500);
		assertThat(this.degradation.worse()).isEqualTo(4);
		this.spacingMillis = 0;
		take(20, 500);
		assertThat(this.degradation.worse()).isEqualTo(4 + 1);
	}

	@Test
	void aGoodSampleResetsTheCount() {
		take(15, 20);
		take(4, 100);
		take(1, 60);
		take(4, 100);
		assertThat(conclude(ANOTHER_IS_AS_BEFORE)).isEqualTo(Conclusion.NONE);
		take(1, 100);
		assertThat(conclude(ANOTHER_IS_AS_BEFORE)).isEqualTo(Conclusion.ELECT);
	}

	@ParameterizedTest(name = "incumbent +80 ms, others {0}: {1}")
	@CsvSource({ "80, STAY", "40, STAY", "39.9, ELECT", "80 85 0, ELECT", "80 85 40, STAY", "80 ?, STAY", "?, NONE",
			"? 3, ELECT", "-5, ELECT" })
	void whatAllSufferAtOnceIsOwnTrouble(String others, Conclusion expected) {
		take(15, 20);
		take(5, 100);
		assertThat(conclude(Stream.of(others.split(" "))
			.map((rise) -> rise.equals("?") ? OptionalLong.empty() : OptionalLong.of(nanos(Double.parseDouble(rise))))
			.toList())).isEqualTo(expected);
	}

	@Test
	void ofASingleServerTheBaselineIsRebased() {
		take(15, 20);
		take(5, 100);
		assertThat(conclude(List.of())).isEqualTo(Conclusion.REBASE);
		this.degradation = Degradation.learning(this.rtt.samples());
		take(15, 100);
		take(20, 300);
		assertThat(this.degradation.worse()).isZero();
		take(5, 301);
		assertThat(conclude(List.of())).isEqualTo(Conclusion.REBASE);
	}

	@Test
	void theBaselineFollowsABetterPath() {
		take(15, 100);
		take(15, 20);
		take(5, 90);
		assertThat(conclude(ANOTHER_IS_AS_BEFORE)).isEqualTo(Conclusion.ELECT);
	}

	@Test
	void aSampleIsCountedOnce() {
		take(15, 20);
		take(1, 100);
		Degradation once = this.degradation;
		assertThat(once.with(this.rtt, nanos(20), 1)).isSameAs(once);
	}

	/** The median is that of the samples before: it lags. */
	private void take(int samples, double millis) {
		long medianNanos = (this.rtt.samples() == 0) ? nanos(millis) : this.rtt.latestNanos();
		for (int i = 0; i < samples; i++) {
			this.rtt = this.rtt.with(nanos(millis));
			this.degradation = this.degradation.with(this.rtt, (i < 8) ? medianNanos : nanos(millis), this.nowNanos);
			this.nowNanos += nanos(this.spacingMillis);
		}
	}

	private Conclusion conclude(List<OptionalLong> others) {
		return this.degradation.conclude(others);
	}

	private static long nanos(double millis) {
		return Math.round(millis * 1e6);
	}

}
