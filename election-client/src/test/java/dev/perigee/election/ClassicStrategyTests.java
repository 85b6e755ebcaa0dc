package dev.perigee.election;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClassicStrategyTests {

	private final ElectionStrategy classic = ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT);

	@ParameterizedTest(name = "WT {0} ms, WS {1} ms: {2}")
	@CsvSource({ "300, 20, websocket", "22, 20, webtransport", "27, 20, webtransport", "27.001, 20, websocket",
			"20, 20, webtransport", "19, 20, webtransport", "5, 0, webtransport", "250, 20, websocket",
			"115, 100, webtransport", "115.001, 100, websocket" })
	void prefersWebTransportWithinTheBound(double webTransport, double webSocket, String winner) {
		assertThat(ranking(wt("a", webTransport), ws("a", webSocket))).first().isEqualTo("a/" + winner);
	}

	@Test
	void ranksByAverageNotByMinimum() {
		assertThat(ranking(ws("spiky", 10, 10, 100), ws("steady", 35, 35, 35))).containsExactly("steady/websocket",
				"spiky/websocket");
	}

	@Test
	void preferenceReachesAcrossRegionsButNoFurtherThanTheBound() {
		assertThat(ranking(ws("near", 20), wt("middle", 26), wt("far", 30), ws("last", 90)))
			.containsExactly("middle/webtransport", "near/websocket", "far/webtransport", "last/websocket");
	}

	@Test
	void winnerIsNeverSlowerThanTheFastestByMoreThanTheBound() {
		// pairwise the preference would lead from 20 over 27 to 34.7
		assertThat(ranking(ws("a", 20), wt("b", 27), ws("c", 27), wt("d", 34.7))).first().isEqualTo("b/webtransport");
	}

	@Test
	void equalsAreOrderedByConfiguration() {
		assertThat(ranking(ws("b", 20), ws("a", 20))).containsExactly("b/websocket", "a/websocket");
	}

	@ParameterizedTest
	@MethodSource
	void flagsDemote(EchoFlag flag, List<String> expected) {
		Snapshot.Entrant flagged = new Snapshot.Entrant(candidate("flagged", Transport.WEBTRANSPORT), samples(10),
				Set.of(flag), 0, null);
		assertThat(ranking(flagged, ws("slow", 200))).isEqualTo(expected);
	}

	static Stream<Arguments> flagsDemote() {
		return Stream.of(Arguments.of(EchoFlag.DRAINING, List.of("slow/websocket")),
				Arguments.of(EchoFlag.ISOLATED, List.of("slow/websocket", "flagged/webtransport")),
				Arguments.of(EchoFlag.OVERLOADED, List.of("slow/websocket", "flagged/webtransport")));
	}

	@ParameterizedTest(name = "{0}: {1} ms and full: {2}")
	@CsvSource({ "classic, 20, idle", "classic, 19.9, full", "adaptive, 24, idle", "adaptive, 15, full" })
	void fullGatewayCountsAsSlower(String rule, double full, String winner) {
		ElectionStrategy strategy = rule.equals("classic") ? this.classic
				: ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT, LoadPenalty.DEFAULT);
		Snapshot.Entrant crowded = new Snapshot.Entrant(candidate("full", Transport.WEBSOCKET), steady(full), Set.of(),
				255, null);
		Snapshot.Entrant idle = new Snapshot.Entrant(candidate("idle", Transport.WEBSOCKET), steady(29.95), Set.of(), 0,
				null);
		Snapshot snapshot = new Snapshot(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofMillis(200),
				List.of(idle, crowded));
		Verdict.Decided verdict = (Verdict.Decided) strategy.decide(snapshot);
		assertThat(verdict.ranking().get(0).candidate().region()).isEqualTo(winner);
	}

	@Test
	void isolatedIsElectedWhenNothingElseIsLeft() {
		Snapshot.Entrant isolated = new Snapshot.Entrant(candidate("a", Transport.WEBSOCKET), samples(10),
				Set.of(EchoFlag.ISOLATED), 0, null);
		assertThat(ranking(isolated)).containsExactly("a/websocket");
	}

	@Test
	void excludesWithAReason() {
		Snapshot.Entrant silent = new Snapshot.Entrant(candidate("silent", Transport.WEBTRANSPORT), List.of(), Set.of(),
				0, null);
		Snapshot.Entrant failed = new Snapshot.Entrant(candidate("failed", Transport.WEBSOCKET), samples(1), Set.of(),
				0, "connection refused");
		assertThat(decided(silent, failed).exclusions()).extracting(Verdict.Exclusion::reason)
			.containsExactly("no echo before the verdict", "connection refused");
	}

	@Test
	void probesForTheWholePeriod() {
		Snapshot early = new Snapshot(Duration.ofMillis(2_999), Duration.ofSeconds(3), Duration.ofMillis(200),
				List.of(ws("a", 20)));
		assertThat(this.classic.decide(early)).isInstanceOf(Verdict.Undecided.class);
	}

	@Test
	void decidesWithoutCandidatesThatNobodyWins() {
		assertThat(decided().ranking()).isEmpty();
	}

	private List<String> ranking(Snapshot.Entrant... entrants) {
		return decided(entrants).ranking().stream().map((score) -> score.candidate().toString()).toList();
	}

	private Verdict.Decided decided(Snapshot.Entrant... entrants) {
		Duration period = Duration.ofSeconds(3);
		return (Verdict.Decided) this.classic
			.decide(new Snapshot(period, period, Duration.ofMillis(200), List.of(entrants)));
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

	/** The same in each of ten rounds. */
	private static List<Snapshot.Sample> steady(double millis) {
		return IntStream.range(0, 10)
			.mapToObj((round) -> new Snapshot.Sample(round,
					ProbeRounds.QUICK_START.startOf(round, Duration.ofMillis(200)),
					Duration.ofNanos(Math.round(millis * 1e6))))
			.toList();
	}

	private static List<Snapshot.Sample> samples(double... millis) {
		return Arrays.stream(millis)
			.mapToObj((rtt) -> new Snapshot.Sample(0, Duration.ZERO, Duration.ofNanos(Math.round(rtt * 1e6))))
			.toList();
	}

}
