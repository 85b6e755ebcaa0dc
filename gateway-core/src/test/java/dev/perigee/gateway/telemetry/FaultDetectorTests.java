package dev.perigee.gateway.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.gateway.telemetry.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What is bad by which votes. Each view is written as {@link Views#view} reads it.
 */
class FaultDetectorTests {

	private static final String GOOD = "us/ws us/wt sg/ws sg/wt";

	private static final String NO_SG = "us/ws us/wt sg/ws! sg/wt!";

	private static final String NO_UDP = "us/ws us/wt! sg/ws sg/wt!";

	private static final String NO_SG_WT = "us/ws us/wt sg/ws sg/wt!";

	private static final String NOTHING = "us/ws? us/wt! sg/ws! sg/wt!";

	private final FaultDetector detector = new FaultDetector(10);

	@ParameterizedTest(name = "{0}")
	@MethodSource("verdicts")
	void judges(String what, List<UserView> views, Set<Fault> verdict) {
		assertThat(this.detector.judge(views, Set.of()).keySet()).isEqualTo(verdict);
	}

	static Stream<Arguments> verdicts() {
		return Stream.of(arguments("nobody has reported", List.of(), Set.of()),
				arguments("all are content", from(4, 5, GOOD), Set.of()),
				arguments("a region is gone", from(4, 5, NO_SG), faults(Kind.REGION, "sg")),
				arguments("a region is lossy", from(4, 5, "us/ws us/wt sg/ws? sg/wt?"), faults(Kind.REGION, "sg")),
				arguments("half see it", Views.all(from(4, 3, NO_SG), from(4, 3, GOOD)), faults(Kind.REGION, "sg")),
				arguments("less than half see it", Views.all(from(4, 3, NO_SG), from(4, 4, GOOD)), Set.of()),
				arguments("one transport is gone", from(4, 5, NO_UDP), faults(Kind.TRANSPORT, "webtransport")),
				arguments("one transport of one region is gone", from(4, 5, NO_SG_WT),
						faults(Kind.ENDPOINT, "sg/webtransport")),
				arguments("of a single region one transport is gone", from(4, 5, "us/ws us/wt!"),
						faults(Kind.ENDPOINT, "us/webtransport")),
				arguments("regions with one transport", from(4, 5, "us/ws sg/ws!"), faults(Kind.REGION, "sg")),
				arguments("a region with only the bad transport is not to blame", from(4, 5, "us/ws us/wt! sg/wt!"),
						faults(Kind.TRANSPORT, "webtransport")),
				arguments("everything is bad for everybody", from(4, 5, NOTHING), faults(Kind.OWN, "everything")),
				arguments("a single region leaves nothing to compare", from(4, 5, "us/ws! us/wt!"),
						faults(Kind.OWN, "everything")),
				arguments("one network sees no region but its own",
						Views.all(Views.views(12, "loud", NO_SG), from(4, 5, GOOD)), faults(Kind.NETWORK, "loud")),
				arguments("one network outvotes all others but is still one",
						Views.all(Views.views(100, "loud", NO_SG), from(4, 5, GOOD)), faults(Kind.NETWORK, "loud")),
				arguments("one network blocks UDP", Views.all(Views.views(12, "n", NO_UDP), from(4, 5, GOOD)),
						faults(Kind.NETWORK, "n")),
				arguments("one network is cut off", Views.all(Views.views(12, "n", NOTHING), from(4, 5, GOOD)),
						faults(Kind.NETWORK, "n")),
				arguments("a small network says nothing", Views.all(Views.views(9, "n", NO_UDP), from(4, 5, GOOD)),
						Set.of()),
				arguments("all users in one network", Views.views(12, "proxy", NO_SG), faults(Kind.REGION, "sg")),
				arguments("each user in a network alone", from(12, 1, NO_SG), faults(Kind.REGION, "sg")),
				arguments("nine users are too few", from(9, 1, NO_SG), Set.of()),
				arguments("one loud user is one user", Views.all(from(1, 1, NO_SG), from(9, 1, GOOD)), Set.of()),
				arguments("two faults at a time",
						Views.all(Views.views(12, "n", NO_UDP), from(4, 5, "us/ws us/wt sg/ws! sg/wt! eu/ws eu/wt")),
						Set.of(new Fault(Kind.REGION, "sg"), new Fault(Kind.NETWORK, "n"))));
	}

	@ParameterizedTest
	@CsvSource({ "10, 10, true", "5, 10, true", "3, 10, true", "2, 10, false", "0, 10, false", "3, 9, false" })
	void standsUntilLessThanAQuarterSaySo(int against, int users, boolean stands) {
		List<UserView> views = Views.all(each(0, against, NO_SG), each(against, users, GOOD));
		Fault fault = new Fault(Kind.REGION, "sg");
		assertThat(this.detector.judge(views, Set.of(fault)).containsKey(fault)).isEqualTo(stands);
		assertThat(this.detector.judge(views, Set.of()).containsKey(fault)).isEqualTo(against >= 5 && users >= 10);
	}

	@Test
	void countsTheVotes() {
		List<UserView> views = Views.all(from(4, 3, NO_SG), from(4, 1, GOOD), Views.views(2, "x", NOTHING));
		assertThat(this.detector.judge(views, Set.of()))
			.containsExactly(Map.entry(new Fault(Kind.REGION, "sg"), new Votes(16, 12)));
	}

	/** The figures of the README: faults that are none, from trouble by chance. */
	@ParameterizedTest
	@CsvSource({ "10, 0.02, 7e-7", "10, 0.10, 1.6e-3", "20, 0.10, 7e-6", "50, 0.10, 1e-12" })
	void chanceRaisesAFaultThisOften(int users, double bad, double probability) {
		double chance = 0;
		for (int against = (users + 1) / 2; against <= users; against++) {
			chance += choose(users, against) * Math.pow(bad, against) * Math.pow(1 - bad, users - against);
		}
		assertThat(chance).isCloseTo(probability, within(probability * 0.25));
	}

	private static double choose(int n, int k) {
		return IntStream.rangeClosed(1, k).mapToDouble((i) -> (double) (n - k + i) / i).reduce(1, (a, b) -> a * b);
	}

	private static List<UserView> from(int networks, int users, String readings) {
		return IntStream.range(0, networks)
			.boxed()
			.flatMap((number) -> Views.views(users, "net-" + number, readings).stream())
			.toList();
	}

	private static List<UserView> each(int from, int to, String readings) {
		return IntStream.range(from, to).mapToObj((number) -> Views.view("net-" + number, readings)).toList();
	}

	private static Set<Fault> faults(Kind kind, String subject) {
		return Set.of(new Fault(kind, subject));
	}

}
