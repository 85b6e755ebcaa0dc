package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.perigee.protocol.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of real clients in one world, in virtual time. They probe once a second only,
 * which changes nothing about when they come.
 */
class HerdTests {

	private static final int RATE = 500;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final World world = new World();

	private final SplittableRandom random = new SplittableRandom(1);

	private final List<ElectionClient> clients = new ArrayList<>();

	@BeforeAll
	static void silenceLog() {
		ClientLog.level(LogLevel.OFF);
	}

	@AfterAll
	static void restoreLog() {
		ClientLog.level(null);
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach((client) -> client.close().subscribe());
		this.world.passes(SECOND);
	}

	@Test
	void orphansOfARegionComeNoFasterThanTheSurvivorsDeclare() {
		int orphans = 10_000;
		for (String region : List.of("near", "next", "far")) {
			World.Gateway gateway = this.world.gateway(region + "/websocket", 20 + 25 * this.world.gateways.size());
			gateway.load = region.equals("near") ? 255 : 0;
			gateway.limits = new Limits(Limits.DEFAULT_MAX_FRAME_BYTES, 10, 50, orphans, RATE);
		}
		start(orphans);
		List<Duration> blackouts = new ArrayList<>();
		this.clients.forEach((client) -> client.events()
			.ofType(ConnectionEvent.FailedOver.class)
			.subscribe((event) -> blackouts.add(event.blackout())));
		this.world.gateway("near/websocket").kill();
		List<Integer> next = new ArrayList<>();
		List<Integer> far = new ArrayList<>();
		for (int second = 0; second < 30; second++) {
			int nextBefore = this.world.gateway("next/websocket").attaches();
			int farBefore = this.world.gateway("far/websocket").attaches();
			this.world.passes(SECOND);
			next.add(this.world.gateway("next/websocket").attaches() - nextBefore);
			far.add(this.world.gateway("far/websocket").attaches() - farBefore);
		}
		assertThat(next).allMatch((arrivals) -> arrivals <= RATE);
		assertThat(far).allMatch((arrivals) -> arrivals <= RATE);
		assertThat(blackouts).hasSize(orphans);
	}

	@Test
	void everybodyComesBackSpreadAfterAnOutageOfAll() {
		World.Gateway only = this.world.gateway("only/websocket", 20);
		start(2_000);
		only.kill();
		this.world.passes(Duration.ofMinutes(5));
		only.reachable = true;
		List<Integer> arrivals = new ArrayList<>();
		for (int second = 0; second < 35; second++) {
			int before = only.attaches();
			this.world.passes(SECOND);
			arrivals.add(only.attaches() - before);
		}
		assertThat(arrivals).allMatch((perSecond) -> perSecond <= 200);
		assertThat(this.clients).allMatch((client) -> client.state() == ConnectionState.CONNECTED);
	}

	/** Starts clients over ten seconds and lets them elect. */
	private void start(int count) {
		IntStream.range(0, count).forEach((i) -> {
			ElectionClient client = this.world.client()
				.random(this.random.split())
				.strategy(ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT))
				.period(SECOND)
				.interval(SECOND)
				.standbyInterval(Duration.ofSeconds(5))
				.watchInterval(Duration.ZERO)
				.build();
			this.clients.add(client);
			this.world.time.schedule(() -> client.start().subscribe(), this.random.nextInt(10_000),
					TimeUnit.MILLISECONDS);
		});
		this.world.passes(Duration.ofSeconds(15));
	}

}
