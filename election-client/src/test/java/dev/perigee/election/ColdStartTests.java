package dev.perigee.election;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What a process measures while it is still loading its classes on a busy machine: first
 * echoes are hundreds of milliseconds late, each by another time, and some are missing.
 */
class ColdStartTests {

	private static final Duration PERIOD = Duration.ofSeconds(3);

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final ElectionStrategy adaptive = ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT,
			LoadPenalty.DEFAULT);

	/**
	 * The nearest has a good echo; what the others claim by late echoes is not believed.
	 */
	static Stream<Arguments> nearestHasAGoodEcho() {
		return Stream.of(
				argumentSet("one late round in common",
						List.of(at("near", 20, 580, 400, 16), at("far", 22, 92, 100, 93, 200, 92.5, 402, 93.2))),
				argumentSet("two late rounds in common",
						List.of(at("near", 0, 580, 100, 540, 400, 16),
								at("far", 0, 92, 100, 92.2, 200, 92.5, 400, 93))),
				argumentSet("all first echoes are late, all by another time",
						List.of(at("near", 5, 488, 400, 15.8, 600, 15.5), at("far", 9, 301, 400, 92.4, 600, 93),
								at("last", 12, 655, 400, 231, 600, 230))),
				argumentSet("probes of the first rounds are missing", List.of(at("near", 240, 350, 800, 17, 1000, 15.5),
						at("far", 0, 420, 100, 320, 200, 221, 600, 93), at("last", 310, 655, 800, 231))));
	}

	@ParameterizedTest
	@MethodSource("nearestHasAGoodEcho")
	void lateEchoesDoNotElectAFartherRegion(List<Snapshot.Entrant> entrants) {
		Verdict.Decided decided = decided(entrants);
		assertThat(decided.ranking()).first()
			.satisfies((score) -> assertThat(score.candidate().region()).isEqualTo("near"))
			.satisfies((score) -> assertThat(score.score()).isBetween(Duration.ofMillis(1), Duration.ofMillis(60)));
	}

	/** Its own good echo is missing: nothing tells the nearest from a slow region. */
	static Stream<Arguments> nearestHasLateEchoesOnly() {
		return Stream.of(
				argumentSet("one round",
						List.of(at("near", 100, 580), at("far", 0, 92, 100, 92.2, 200, 92.5, 400, 93))),
				argumentSet("a burst in one stall",
						List.of(at("near", 200, 480, 225, 455.5, 250, 430.2, 275, 405.8, 300, 381),
								at("far", 200, 92, 400, 92.2, 600, 92.5))));
	}

	@ParameterizedTest
	@MethodSource("nearestHasLateEchoesOnly")
	void oneStallIsNoProof(List<Snapshot.Entrant> entrants) {
		assertThat(this.adaptive.decide(new Snapshot(Duration.ofMillis(700), PERIOD, INTERVAL, entrants)))
			.isInstanceOf(Verdict.Undecided.class);
		assertThat(decided(entrants).error().alpha()).isGreaterThan(ErrorBound.DEFAULT.alpha());
	}

	@Test
	void scoresArePlausibleWhateverWasLate() {
		double[] late = { 12, 700, 33, 410, 15, 950, 90, 520 };
		for (int first = 0; first < late.length; first++) {
			List<Snapshot.Entrant> entrants = new ArrayList<>();
			for (int one = 0; one < 3; one++) {
				double base = 15 + 80 * one;
				entrants.add(at("region-" + one, 0, base + late[(first + one) % late.length], 100,
						base + late[(first + 3 * one) % late.length], 200, base + 0.4 * one, 400, base + 0.3));
			}
			assertThat(decided(entrants).ranking())
				.allSatisfy((score) -> assertThat(score.score()).isGreaterThan(Duration.ofMillis(5)))
				.first()
				.satisfies((score) -> assertThat(score.candidate().region()).isEqualTo("region-0"))
				.satisfies((score) -> assertThat(score.score()).isLessThan(Duration.ofMillis(60)));
		}
	}

	private Verdict.Decided decided(List<Snapshot.Entrant> entrants) {
		return (Verdict.Decided) this.adaptive.decide(new Snapshot(PERIOD, PERIOD, INTERVAL, entrants));
	}

	/** Pairs of when a probe was sent and how long its echo took, in milliseconds. */
	private static Snapshot.Entrant at(String region, double... sentAndTaken) {
		List<Snapshot.Sample> samples = Stream.iterate(0, (i) -> i < sentAndTaken.length, (i) -> i + 2)
			.map((i) -> sample(Arrays.copyOfRange(sentAndTaken, i, i + 2)))
			.toList();
		return new Snapshot.Entrant(
				new Candidate(region, Transport.WEBSOCKET, URI.create("wss://" + region + ".test/rt")), samples,
				Set.of(), 0, null);
	}

	private static Snapshot.Sample sample(double... sentAndTaken) {
		Duration sentAfter = millis(sentAndTaken[0]);
		return new Snapshot.Sample(ProbeRounds.QUICK_START.at(sentAfter, INTERVAL), sentAfter, millis(sentAndTaken[1]));
	}

	private static Duration millis(double millis) {
		return Duration.ofNanos(Math.round(millis * 1e6));
	}

}
