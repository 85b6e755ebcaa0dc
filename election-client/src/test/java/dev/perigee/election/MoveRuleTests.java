package dev.perigee.election;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MoveRuleTests {

	private static final long SECOND = 1_000_000_000;

	private static final MoveRule.Watch NOTHING = null;

	private final MoveRule rule = new MoveRule(new Hysteresis(Duration.ofMillis(10), 2.0 / 3, Duration.ofSeconds(10)));

	@ParameterizedTest(name = "incumbent {0} ms, challenger {1} ms: {2}")
	@CsvSource({ "30, 20, true", "30, 20.001, false", "29.999, 20, false", "90, 60, true", "90, 61, false",
			"20, 12, false", "20, 10, true", "20, 25, false" })
	void challengerNeedsMarginAndShare(double incumbent, double challenger, boolean watched) {
		assertThat(next(NOTHING, place("i", incumbent), 0, place("a", challenger)) != null).isEqualTo(watched);
	}

	@Test
	void movesOnlyAfterTheDwellTime() {
		MoveRule.Watch watch = next(NOTHING, place("i", 100), 0, place("a", 20));
		assertThat(next(watch, place("i", 100), 5 * SECOND, place("a", 20))).isSameAs(watch);
		assertThat(watch.isDue(10 * SECOND - 1)).isFalse();
		assertThat(watch.isDue(10 * SECOND)).isTrue();
	}

	@Test
	void aMomentOfEqualityStartsTheDwellTimeAgain() {
		MoveRule.Watch watch = next(NOTHING, place("i", 100), 0, place("a", 20));
		watch = next(watch, place("i", 20), 5 * SECOND, place("a", 20));
		assertThat(watch).isNull();
		assertThat(next(watch, place("i", 100), 6 * SECOND, place("a", 20)).dueNanos()).isEqualTo(16 * SECOND);
	}

	@Test
	void twoEquallyGoodChallengersDoNotPutEachOtherOff() {
		MoveRule.Watch watch = next(NOTHING, place("i", 100), 0, place("a", 20), place("b", 21));
		assertThat(watch.challenger().region()).isEqualTo("a");
		assertThat(next(watch, place("i", 100), SECOND, place("a", 21), place("b", 20))).isSameAs(watch);
	}

	@Test
	void anotherChallengerStartsTheDwellTimeAgain() {
		MoveRule.Watch watch = next(NOTHING, place("i", 100), 0, place("a", 20));
		watch = next(watch, place("i", 100), 9 * SECOND, place("a", 90), place("b", 19));
		assertThat(watch.challenger().region()).isEqualTo("b");
		assertThat(watch.isDue(12 * SECOND)).isFalse();
	}

	@ParameterizedTest(name = "incumbent {0}, challenger {1}: {2} after {3} s")
	@CsvSource({ "DRAINING, , DRAINING, 5", "DRAINING, OVERLOADED, DRAINING, 5", "OVERLOADED, , TROUBLED, 15",
			"ISOLATED, , TROUBLED, 15", "ISOLATED, OVERLOADED, TROUBLED, 15", "OVERLOADED, OVERLOADED, ,",
			"OVERLOADED, ISOLATED, ,", ", DRAINING, ,", ", OVERLOADED, ," })
	void flagsAreHeededInASpreadManner(EchoFlag incumbent, EchoFlag challenger, MoveReason reason, Long seconds) {
		MoveRule.Watch watch = this.rule.next(null, flagged(place("i", 20), incumbent),
				List.of(flagged(place("a", 25), challenger)), 0.5, 0);
		assertThat((watch != null) ? watch.reason() : null).isEqualTo(reason);
		assertThat((watch != null) ? (Long) (watch.dueNanos() / SECOND) : null).isEqualTo(seconds);
	}

	@Test
	void aFasterGatewayInMoreTroubleIsNoChallenger() {
		assertThat(next(NOTHING, place("i", 200), 0, flagged(place("a", 20), EchoFlag.OVERLOADED))).isNull();
	}

	@Test
	void incumbentThatBeginsToDrainIsWatchedAnew() {
		MoveRule.Watch watch = next(NOTHING, place("i", 100), 0, place("a", 20));
		watch = next(watch, flagged(place("i", 100), EchoFlag.DRAINING), SECOND, place("a", 20));
		assertThat(watch.reason()).isEqualTo(MoveReason.DRAINING);
		assertThat(watch.dueNanos()).isEqualTo(6 * SECOND);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "127, 0", "128, 78125", "191, 5000000", "255, 10000000" })
	void loadCostsNothingUpToHalfAndNeverMoreThanTheBound(int load, long penalty) {
		assertThat(LoadPenalty.DEFAULT.nanos(load)).isEqualTo(penalty);
		assertThat(new LoadPenalty(Duration.ZERO).nanos(load)).isZero();
	}

	@ParameterizedTest(name = "after {0} min: {1}")
	@CsvSource({ "3, false", "9, false", "10, true", "30, true" })
	void budgetOfMovesComesBackWithTheWindow(long minute, boolean allowed) {
		List<Long> moves = List.of(0L, 60 * SECOND, 120 * SECOND, 180 * SECOND);
		assertThat(MoveLimits.DEFAULT.allow(moves, minute * 60 * SECOND)).isEqualTo(allowed);
		assertThat(MoveLimits.DEFAULT.allow(moves.subList(1, 4), 180 * SECOND)).isTrue();
		assertThat(new MoveLimits(0, Duration.ofMinutes(1), Duration.ZERO).allow(List.of(), 0)).isFalse();
	}

	private MoveRule.Watch next(MoveRule.Watch before, Ranking.Place incumbent, long now, Ranking.Place... others) {
		return this.rule.next(before, incumbent, List.of(others), 0.5, now);
	}

	private static Ranking.Place place(String region, double millis) {
		return new Ranking.Place(new Candidate(region, Transport.WEBSOCKET, URI.create("ws://" + region + ".test/rt")),
				millis * 1e6, Set.of());
	}

	private static Ranking.Place flagged(Ranking.Place place, EchoFlag flag) {
		return (flag == null) ? place : new Ranking.Place(place.candidate(), place.rttNanos(), Set.of(flag));
	}

}
