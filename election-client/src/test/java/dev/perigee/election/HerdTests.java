package dev.perigee.election;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.protocol.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of real clients in one world, in virtual time. They probe once a second only,
 * which changes nothing about when they come.
 */
class HerdTests {

	private static final int ORPHANS = 10_000;

	private static final int ATTACHES = 500;

	private static final int ACTIVATES = 2_000;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final String LEGEND = """
			10,000 users of a region that dies, all at once, in virtual time: the real client, and 3 regions (near 20,
			next 45, far 70 ms). Each of the other two declares that it takes 500 sessions a second, and 2,000 that stand by.

			most in a second   sessions that a region was asked to take, in its worst second
			new standbys       how many asked to stand by at far now, in its worst second
			blackout           s without a working incumbent, of half, 99 % and all of the users

			strategy   to next   to far   most in a second   new standbys   failed over   p50   p99    max
			""";

	@BeforeAll
	static void silenceLog() {
		ClientLog.level(LogLevel.OFF);
	}

	@AfterAll
	static void restoreLog() {
		ClientLog.level(null);
	}

	@Test
	void orphansOfARegionComeNoFasterThanTheSurvivorsDeclare() throws IOException {
		StringBuilder text = new StringBuilder(LEGEND);
		StabilityReport.STRATEGIES.forEach((strategy) -> text.append(orphans(strategy)));
		GoldenText.check("herd.txt", text.toString());
	}

	private static String orphans(ElectionStrategy strategy) {
		try (Herd herd = new Herd(strategy)) {
			for (String region : List.of("near", "next", "far")) {
				World.Gateway gateway = herd.world.gateway(region + "/websocket", 20 + 25 * herd.world.gateways.size());
				gateway.load = region.equals("near") ? 255 : 0;
				gateway.limits = new Limits(Limits.DEFAULT_MAX_FRAME_BYTES, 10, 50, ORPHANS, ATTACHES, ACTIVATES, 0, 0);
			}
			herd.start(ORPHANS);
			List<Double> blackouts = herd.blackouts();
			World.Gateway next = herd.world.gateway("next/websocket");
			World.Gateway far = herd.world.gateway("far/websocket");
			herd.world.gateway("near/websocket").kill();
			List<List<Integer>> counts = herd.perSecond(10, next.activations::size, far.activations::size,
					far.standbys::size, next.hellos::size, far.hellos::size);
			List<List<Integer>> arrivals = counts.subList(0, 2);
			assertThat(arrivals).allSatisfy((region) -> assertThat(region).allMatch((count) -> count <= ACTIVATES));
			assertThat(counts.subList(3, 5)).allSatisfy((region) -> assertThat(region).containsOnly(0));
			assertThat(blackouts).hasSize(ORPHANS);
			blackouts.sort(null);
			return String.format(Locale.ROOT, "%-9s%9d%9d%19d%15d%14d%6.1f%6.1f%7.1f%n", strategy.name(),
					sum(arrivals.get(0)), sum(arrivals.get(1)), Math.max(max(arrivals.get(0)), max(arrivals.get(1))),
					max(counts.get(2)), blackouts.size(), blackouts.get(ORPHANS / 2 - 1),
					blackouts.get(ORPHANS * 99 / 100 - 1), blackouts.get(ORPHANS - 1));
		}
	}

	private static int sum(List<Integer> counts) {
		return counts.stream().mapToInt(Integer::intValue).sum();
	}

	private static int max(List<Integer> counts) {
		return counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
	}

	@Test
	void everybodyComesBackSpreadAfterAnOutageOfAll() {
		try (Herd herd = new Herd(ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT))) {
			World.Gateway only = herd.world.gateway("only/websocket", 20);
			herd.start(2_000);
			only.kill();
			herd.world.passes(Duration.ofMinutes(5));
			only.reachable = true;
			assertThat(herd.perSecond(35, only::attaches).get(0)).allMatch((perSecond) -> perSecond <= 200);
			assertThat(herd.clients).allMatch((client) -> client.state() == ConnectionState.CONNECTED);
		}
	}

	/** All the users of a world. */
	private static final class Herd implements AutoCloseable {

		private final World world = new World();

		private final SplittableRandom random = new SplittableRandom(1);

		private final List<ElectionClient> clients = new ArrayList<>();

		private final ElectionStrategy strategy;

		private Herd(ElectionStrategy strategy) {
			this.strategy = strategy;
		}

		/** Starts clients over ten seconds and lets them elect. */
		private void start(int count) {
			IntStream.range(0, count).forEach((i) -> {
				ElectionClient client = this.world.client()
					.random(this.random.split())
					.strategy(this.strategy)
					.period(SECOND)
					.interval(SECOND)
					.standbyInterval(Duration.ofSeconds(5))
					.build();
				this.clients.add(client);
				this.world.time.schedule(() -> client.start().subscribe(), this.random.nextInt(10_000),
						TimeUnit.MILLISECONDS);
			});
			this.world.passes(Duration.ofSeconds(15));
		}

		/** Returns a list that grows with each failover, of seconds. */
		private List<Double> blackouts() {
			List<Double> blackouts = new ArrayList<>();
			this.clients.forEach((client) -> client.events()
				.ofType(ConnectionEvent.FailedOver.class)
				.subscribe((event) -> blackouts.add(event.blackout().toNanos() / 1e9)));
			return blackouts;
		}

		/**
		 * Lets time pass.
		 * @return of each counter, how much it grew in each second
		 */
		private List<List<Integer>> perSecond(int seconds, IntSupplier... counters) {
			List<List<Integer>> growth = Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
				.limit(counters.length)
				.toList();
			for (int second = 0; second < seconds; second++) {
				int[] before = Stream.of(counters).mapToInt(IntSupplier::getAsInt).toArray();
				this.world.passes(SECOND);
				for (int i = 0; i < counters.length; i++) {
					growth.get(i).add(counters[i].getAsInt() - before[i]);
				}
			}
			return growth;
		}

		@Override
		public void close() {
			this.clients.forEach((client) -> client.close().subscribe());
			this.world.passes(SECOND);
		}

	}

}
