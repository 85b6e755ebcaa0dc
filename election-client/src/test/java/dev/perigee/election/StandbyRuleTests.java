package dev.perigee.election;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StandbyRuleTests {

	private static final Candidate INCUMBENT = candidate("here/wt");

	private final StandbyRule rule = new StandbyRule(Preference.DEFAULT, Hysteresis.DEFAULT);

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			// another region before the other transport of this one, whatever it costs
			"here/ws=20 far/ws=200                   | far/ws",
			// the other transport where it costs no more than the preference allows
			"far/wt=100 far/ws=115                   | far/ws", "far/wt=100 far/ws=116                   | far/wt",
			"far/wt=110 far/ws=100                   | far/ws",
			// only one region
			"here/ws=20                              | here/ws",
			// no refuge with a gateway in trouble, unless there is no other
			"here/ws=20 far/ws=30!ISOLATED           | here/ws", "far/ws=30!OVERLOADED farther/ws=90      | farther/ws",
			"far/ws=30!ISOLATED                      | far/ws",
			// nobody
			"here/wt=10                              | " })
	void choosesAnotherFailureDomain(String ranked, String expected) {
		StandbyRule.Choice choice = this.rule.next(StandbyRule.Choice.NOBODY, INCUMBENT, places(ranked), 0);
		assertThat(choice.standby()).isEqualTo((expected != null) ? candidate(expected) : null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			// a little better is not enough
			"far/ws=60 near/ws=51           | far/ws", "far/ws=60 near/ws=41           | far/ws",
			// lost, or out of the ranks
			"near/ws=30                     | near/ws",
			// its gateway is in trouble
			"far/ws=60!ISOLATED near/ws=60  | near/ws",
			// clearly better: only after the dwell time
			"far/ws=60 near/ws=30           | far/ws" })
	void keepsWhoeverStandsByAlready(String ranked, String expected) {
		StandbyRule.Choice before = new StandbyRule.Choice(candidate("far/ws"), null, 0);
		assertThat(this.rule.next(before, INCUMBENT, places(ranked), 0).standby()).isEqualTo(candidate(expected));
	}

	@Test
	void changesForOneThatIsClearlyBetterAllOfTheDwellTime() {
		List<Ranking.Place> ranked = places("near/ws=30 far/ws=60");
		long dwell = Hysteresis.DEFAULT.dwell().toNanos();
		StandbyRule.Choice choice = new StandbyRule.Choice(candidate("far/ws"), null, 0);
		choice = this.rule.next(choice, INCUMBENT, ranked, 1);
		choice = this.rule.next(choice, INCUMBENT, ranked, dwell);
		assertThat(choice.standby()).isEqualTo(candidate("far/ws"));
		choice = this.rule.next(choice, INCUMBENT, ranked, dwell + 1);
		assertThat(choice.standby()).isEqualTo(candidate("near/ws"));
	}

	@Test
	void aMomentOfEqualityBeginsTheDwellTimeAgain() {
		long dwell = Hysteresis.DEFAULT.dwell().toNanos();
		StandbyRule.Choice choice = new StandbyRule.Choice(candidate("far/ws"), null, 0);
		choice = this.rule.next(choice, INCUMBENT, places("near/ws=30 far/ws=60"), 0);
		choice = this.rule.next(choice, INCUMBENT, places("near/ws=60 far/ws=60"), dwell / 2);
		choice = this.rule.next(choice, INCUMBENT, places("near/ws=30 far/ws=60"), dwell);
		assertThat(choice.standby()).isEqualTo(candidate("far/ws"));
	}

	@Test
	void leavesTheFailureDomainOfTheIncumbentAsSoonAsAnotherIsUp() {
		StandbyRule.Choice before = new StandbyRule.Choice(candidate("here/ws"), null, 0);
		assertThat(this.rule.next(before, INCUMBENT, places("here/ws=20 far/ws=200"), 0).standby())
			.isEqualTo(candidate("far/ws"));
	}

	private static List<Ranking.Place> places(String ranked) {
		return Arrays.stream(ranked.split(" ")).map((place) -> {
			String[] parts = place.split("[=!]");
			Set<EchoFlag> flags = (parts.length > 2) ? Set.of(EchoFlag.valueOf(parts[2])) : Set.of();
			return new Ranking.Place(candidate(parts[0]), Duration.ofMillis(Long.parseLong(parts[1])).toNanos(), flags);
		}).toList();
	}

	private static Candidate candidate(String name) {
		String[] parts = name.split("/");
		return new Candidate(parts[0], parts[1].equals("wt") ? Transport.WEBTRANSPORT : Transport.WEBSOCKET,
				URI.create("https://" + name));
	}

}
