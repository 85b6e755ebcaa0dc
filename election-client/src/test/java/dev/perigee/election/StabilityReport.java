package dev.perigee.election;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * How users fared, by scenario and strategy, as a table to be read by people and compared
 * by machines. Ranges are over the users of a row.
 */
final class StabilityReport {

	private static final int USERS = 3;

	static final List<ElectionStrategy> STRATEGIES = List.of(
			ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT, LoadPenalty.DEFAULT),
			ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT));

	private static final String LEGEND = """
			One user after the other in virtual time: the real client, 3 regions (near 20, next 45, far 90 ms) over
			2 transports; %d users a row and 30 minutes each, or 1 user and a day. The last mile is wifi if nothing
			else is said. The trouble begins after 5 minutes; the minute of the first election doesn't count.
			Ranges are over the users of a row, single figures of which there are several the worst user's.

			elections  after the first one              regret    ms of the incumbent's true time over the best
			moves      from a working incumbent         settled   s from the last change of the paths until the
			failovers  from a lost one                            incumbent is within 5 ms of the best
			blackout   ms without a working incumbent,  probes    an hour
			           in all and the longest           dials     after the first ones

			""";

	private static final String ROW = "%-45s%-9s%10s%7s%11s%11s%9s%8s%9s%8s%9s%n";

	private final Map<Scenario, Map<String, List<Scorecard.Result>>> results = new LinkedHashMap<>();

	/** Returns how the users fared, whatever the strategy. */
	List<Scorecard.Result> of(Scenario scenario) {
		return STRATEGIES.stream().flatMap((strategy) -> of(scenario, strategy).stream()).toList();
	}

	private List<Scorecard.Result> of(Scenario scenario, ElectionStrategy strategy) {
		return this.results.computeIfAbsent(scenario, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(strategy.name(),
					(key) -> LongStream.rangeClosed(1, scenario.isDay() ? 1 : USERS)
						.mapToObj((seed) -> Simulation.run(scenario, strategy, seed))
						.toList());
	}

	String text() {
		StringBuilder text = new StringBuilder(LEGEND.formatted(USERS));
		text.append(row("scenario", "strategy", "elections", "moves", "failovers", "blackout", "longest", "regret",
				"settled", "probes", "dials"));
		for (Scenario scenario : Scenario.values()) {
			STRATEGIES.forEach((strategy) -> text.append(row(scenario, strategy)));
		}
		return text.toString();
	}

	private String row(Scenario scenario, ElectionStrategy strategy) {
		List<Scorecard.Result> users = of(scenario, strategy);
		return row(scenario.title(), strategy.name(), range(users, Scorecard.Result::elections),
				range(users, Scorecard.Result::moves), range(users, Scorecard.Result::failovers),
				range(users, Scorecard.Result::blackoutMillis), most(users, Scorecard.Result::worstBlackoutMillis, 0),
				most(users, Scorecard.Result::meanRegretMillis, 1), most(users, Scorecard.Result::settledSeconds, 1),
				most(users, Scorecard.Result::probesPerHour, 0), range(users, Scorecard.Result::dials));
	}

	private static String row(Object... cells) {
		return String.format(Locale.ROOT, ROW, cells).stripTrailing() + "\n";
	}

	private static String range(List<Scorecard.Result> users, ToDoubleFunction<Scorecard.Result> value) {
		String least = number(users.stream().mapToDouble(value).min().orElseThrow(), 0);
		String most = most(users, value, 0);
		return least.equals(most) ? most : least + "-" + most;
	}

	private static String most(List<Scorecard.Result> users, ToDoubleFunction<Scorecard.Result> value, int decimals) {
		return number(users.stream().mapToDouble(value).max().orElseThrow(), decimals);
	}

	private static String number(double value, int decimals) {
		return Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

}
