package dev.perigee.election;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdaptiveStrategyTests {

	private static final Duration PERIOD = Duration.ofSeconds(3);

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final ElectionStrategy adaptive = strategy(5, 0.01);

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void tooFewSamplesDecideNothing(int samples) {
		Verdict verdict = judge(250, ws("near", Arrays.copyOf(new double[] { 20, 20.1 }, samples)),
				ws("far", Arrays.copyOf(new double[] { 200, 200.1 }, samples)));
		assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
	}

	@Test
	void threeQuietRoundsDecide() {
		Verdict.Decided decided = (Verdict.Decided) judge(250, ws("far", 40, 40.2, 40.1), ws("near", 20, 20.1, 20.2));
		assertThat(names(decided)).containsExactly("near/websocket", "far/websocket");
		assertThat(decided.error().alpha()).isBetween(0.0, 0.01);
		assertThat(decided.error().epsilon()).isEqualTo(Duration.ofMillis(5));
	}

	@Test
	void soleCandidateIsElectedAtItsFirstEcho() {
		Verdict.Decided decided = (Verdict.Decided) judge(21, ws("only", 20));
		assertThat(names(decided)).containsExactly("only/websocket");
		assertThat(decided.error().alpha()).isZero();
	}

	@Test
	void noisyTieIsProbedOn() {
		assertThat(judge(250, noisy("a", 0), noisy("b", 1))).isInstanceOf(Verdict.Undecided.class);
	}

	@Test
	void deadlineDecidesAndStatesWhatErrorIsLeft() {
		Verdict.Decided decided = (Verdict.Decided) judge(3_000, noisy("a", 0), noisy("b", 1));
		assertThat(decided.ranking()).hasSize(2);
		assertThat(decided.error().alpha()).isBetween(0.01, 1.0);
	}

	@Test
	void oneEchoEachUntilTheDeadlineClaimsLittle() {
		Verdict.Decided decided = (Verdict.Decided) judge(3_000, ws("a", 20), ws("b", 22));
		assertThat(names(decided)).first().isEqualTo("a/websocket");
		assertThat(decided.error().alpha()).isGreaterThan(0.1);
	}

	/** The same samples on both sides of a bound that lies just at their own error. */
	@Test
	void endsExactlyAtAlpha() {
		Snapshot.Entrant[] entrants = { ws("a", 20, 21.5, 20.4), ws("b", 22.5, 21.2, 23.9) };
		double error = ((Verdict.Decided) judge(3_000, entrants)).error().alpha();
		assertThat(strategy(5, error).decide(snapshot(450, entrants))).isInstanceOf(Verdict.Decided.class);
		assertThat(strategy(5, error * 0.999).decide(snapshot(450, entrants))).isInstanceOf(Verdict.Undecided.class);
	}

	@ParameterizedTest(name = "epsilon {0} ms and {1} ms")
	@CsvSource({ "1, 2", "2, 5", "5, 10" })
	void largerEpsilonIsMissedLessOften(double smaller, double larger) {
		Snapshot snapshot = snapshot(3_000, noisy("a", 0), noisy("b", 1));
		double strict = ((Verdict.Decided) strategy(smaller, 0.01).decide(snapshot)).error().alpha();
		double lenient = ((Verdict.Decided) strategy(larger, 0.01).decide(snapshot)).error().alpha();
		assertThat(lenient).isLessThan(strict);
	}

	@Test
	void oneSpikeDoesNotLoseTheElection() {
		assertThat(judge(250, ws("near", 320, 20.1, 20.3), ws("far", 40, 40.2, 40.1))).isInstanceOfSatisfying(
				Verdict.Decided.class, (decided) -> assertThat(names(decided)).first().isEqualTo("near/websocket"));
	}

	@Test
	void jitterThatRoundsShareCancels() {
		double[] shared = { 0, 45, 12, 80, 31 };
		double[] near = Arrays.stream(shared).map((jitter) -> 20 + jitter).toArray();
		double[] far = Arrays.stream(shared).map((jitter) -> 28 + jitter).toArray();
		double[] last = Arrays.stream(shared).map((jitter) -> 60 + jitter).toArray();
		Verdict.Decided decided = (Verdict.Decided) judge(700, ws("far", far), ws("near", near), ws("last", last));
		assertThat(names(decided)).containsExactly("near/websocket", "far/websocket", "last/websocket");
	}

	@Test
	void hopelessAreNamedAndSeriousAreNot() {
		Verdict verdict = judge(190, ws("a", 20, 24), ws("b", 23, 20), ws("far", 180));
		assertThat(verdict).isInstanceOfSatisfying(Verdict.Undecided.class,
				(undecided) -> assertThat(undecided.resting()).extracting(Candidate::region).containsExactly("far"));
	}

	@Test
	void candidateThatOwesAnEchoForLongerThanTheWinnerTookRests() {
		Snapshot.Entrant slow = ws("slow", 130);
		assertThat(judge(135, ws("near", 20, 21), ws("next", 24, 22), slow)).isInstanceOfSatisfying(
				Verdict.Undecided.class,
				(undecided) -> assertThat(undecided.resting()).extracting(Candidate::region).contains("slow"));
	}

	@Test
	void silentCandidateRestsOnceItIsTwiceAsLateAsTheWinner() {
		Snapshot.Entrant[] entrants = { ws("near", 60, 61), ws("next", 62, 60), ws("silent") };
		assertThat(resting(judge(110, entrants))).doesNotContain("silent");
		assertThat(resting(judge(140, entrants))).contains("silent");
	}

	@Test
	void nobodyIsCloseBeforeTheSecondEcho() {
		assertThat(close(judge(250, ws("a", 48), ws("b", 24, 39)))).containsExactlyInAnyOrder("a", "b");
		assertThat(close(judge(250, ws("a", 24), ws("b", 48, 61)))).isEmpty();
	}

	@Test
	void oneThatIsKnownBetterThanTheOthersWaitsForThem() {
		assertThat(close(judge(600, ws("a", 48, 21, 35, 30), noisy("b", 1)))).containsExactlyInAnyOrder("a", "b");
		assertThat(close(judge(600, ws("a", 48, 21, 35, 30, 44, 28), noisy("b", 1)))).containsExactly("b");
	}

	@Test
	void winnerWithTwoChallengersDoesNotWaitForThem() {
		Snapshot.Entrant winner = ws("a", 24, 39, 30, 28, 44, 26);
		Snapshot.Entrant challenger = ws("b", 27, 33, 41);
		assertThat(close(judge(600, winner, challenger))).containsExactly("b");
		assertThat(close(judge(600, winner, challenger, ws("c", 28, 41, 32)))).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void atMostThreeAreClose() {
		Verdict verdict = judge(250, noisy("a", 0), noisy("b", 1), noisy("c", 0), noisy("d", 1), ws("far", 180, 190));
		assertThat(close(verdict)).hasSize(3).isSubsetOf("a", "b", "c", "d");
	}

	@ParameterizedTest(name = "{0} ms apart")
	@ValueSource(doubles = { 0, 1, 4 })
	void tieWithinEpsilonIsDecidedWithoutMoreProbes(double gap) {
		Verdict verdict = judge(250, ws("a", 20, 20.1, 20.2), ws("b", 20 + gap, 20.1 + gap, 20.2 + gap));
		assertThat(names(verdict)).first().isEqualTo("a/websocket");
	}

	@Test
	void deadRegionDelaysNothing() {
		Snapshot.Entrant dead = ws("dead");
		assertThat(names(judge(250, ws("near", 20, 20.1, 20.2), ws("far", 40, 40.2, 40.1), dead)))
			.containsExactly("near/websocket", "far/websocket");
	}

	@Test
	void waitsForACandidateThatMayStillBeFaster() {
		Snapshot.Entrant silent = ws("silent");
		Snapshot.Entrant slow = ws("slow", 90, 90.1, 90);
		assertThat(judge(355, slow, silent)).isInstanceOf(Verdict.Undecided.class);
		assertThat(judge(365, slow, silent)).isInstanceOf(Verdict.Decided.class);
	}

	@Test
	void preferenceForWebTransportIsBounded() {
		assertThat(names(judge(3_000, wt("a", 26, 26, 26), ws("a", 20, 20, 20)))).first().isEqualTo("a/webtransport");
		assertThat(names(judge(3_000, wt("a", 28, 28, 28), ws("a", 20, 20, 20)))).first().isEqualTo("a/websocket");
	}

	@Test
	void overloadedComesAfterTheOthersAndDrainingNowhere() {
		Snapshot.Entrant overloaded = flagged("overloaded", EchoFlag.OVERLOADED);
		Snapshot.Entrant draining = flagged("draining", EchoFlag.DRAINING);
		Verdict.Decided decided = (Verdict.Decided) judge(3_000, overloaded, draining, ws("slow", 90, 90, 90));
		assertThat(names(decided)).containsExactly("slow/websocket", "overloaded/websocket");
		assertThat(decided.exclusions()).extracting(Verdict.Exclusion::reason).containsExactly("its gateway drains");
	}

	@Test
	void nobodyUsableIsDecidedAtTheDeadlineOnly() {
		assertThat(judge(2_999, ws("a"))).isInstanceOf(Verdict.Undecided.class);
		assertThat(judge(3_000, ws("a"))).isInstanceOfSatisfying(Verdict.Decided.class, (decided) -> {
			assertThat(decided.ranking()).isEmpty();
			assertThat(decided.error()).isNull();
		});
	}

	@Test
	void hundredsOfSamplesAndNoTimeAtAllAreStillNumbers() {
		double[] many = IntStream.range(0, 900).mapToDouble((i) -> 20 + i % 7).toArray();
		Verdict.Decided decided = (Verdict.Decided) judge(3_000, ws("a", many), ws("b", 0, 0, 0));
		assertThat(names(decided)).first().isEqualTo("b/websocket");
		assertThat(decided.error().alpha()).isBetween(0.0, 0.01);
	}

	private static List<String> resting(Verdict verdict) {
		return ((Verdict.Undecided) verdict).resting().stream().map(Candidate::region).toList();
	}

	private static List<String> close(Verdict verdict) {
		return ((Verdict.Undecided) verdict).close().stream().map(Candidate::region).toList();
	}

	private Verdict judge(long elapsedMillis, Snapshot.Entrant... entrants) {
		return this.adaptive.decide(snapshot(elapsedMillis, entrants));
	}

	private static Snapshot snapshot(long elapsedMillis, Snapshot.Entrant... entrants) {
		return new Snapshot(Duration.ofMillis(elapsedMillis), PERIOD, INTERVAL, List.of(entrants));
	}

	private static ElectionStrategy strategy(double epsilonMillis, double alpha) {
		return ElectionStrategy.adaptive(new ErrorBound(Duration.ofNanos(Math.round(epsilonMillis * 1e6)), alpha),
				Preference.DEFAULT, LoadPenalty.DEFAULT);
	}

	private static List<String> names(Verdict verdict) {
		return ((Verdict.Decided) verdict).ranking().stream().map((score) -> score.candidate().toString()).toList();
	}

	private static Snapshot.Entrant noisy(String region, int shift) {
		double[][] noise = { { 48, 21, 35 }, { 24, 39, 30 } };
		return ws(region, noise[shift]);
	}

	private static Snapshot.Entrant flagged(String region, EchoFlag flag) {
		return new Snapshot.Entrant(candidate(region, Transport.WEBSOCKET), samples(20, 20, 20), Set.of(flag), 0, null);
	}

	private static Snapshot.Entrant ws(String region, double... millis) {
		return new Snapshot.Entrant(candidate(region, Transport.WEBSOCKET), samples(millis), Set.of(), 0, null);
	}

	private static Snapshot.Entrant wt(String region, double... millis) {
		return new Snapshot.Entrant(candidate(region, Transport.WEBTRANSPORT), samples(millis), Set.of(), 0, null);
	}

	private static Candidate candidate(String region, Transport transport) {
		return new Candidate(region, transport, URI.create("https://" + region + ".test/rt"));
	}

	private static List<Snapshot.Sample> samples(double... millis) {
		return IntStream.range(0, millis.length)
			.mapToObj((round) -> new Snapshot.Sample(round, ProbeRounds.QUICK_START.startOf(round, INTERVAL),
					Duration.ofNanos(Math.round(millis[round] * 1e6))))
			.toList();
	}

}
