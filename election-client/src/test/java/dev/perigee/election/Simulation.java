package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.perigee.protocol.Transport;

/**
 * The real client of one user in virtual time, over the paths of a {@link Scenario}.
 */
final class Simulation {

	private static final List<String> REGIONS = List.of("near", "next", "far");

	private static final double[] RTT_MILLIS = { 20, 45, 90 };

	/** Probes that leave closer together go through the same moment of the last mile. */
	private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** The first election and what it leads to is not part of the score. */
	private static final Duration WARM_UP = Duration.ofMinutes(1);

	private final World world = new World();

	private final Scenario scenario;

	private final RandomGenerator random;

	private double sharedNoiseMillis;

	private long momentNanos = -MOMENT_NANOS;

	private double uplinkMillis;

	Simulation(Scenario scenario, long seed) {
		this.scenario = scenario;
		this.random = new SplittableRandom(seed);
		for (int i = 0; i < REGIONS.size(); i++) {
			for (Transport transport : Transport.values()) {
				World.Gateway gateway = this.world.gateway(REGIONS.get(i) + "/" + transport.id(), RTT_MILLIS[i]);
				gateway.noise = this::noiseMillis;
				gateway.loss = () -> this.random.nextDouble() < scenario.loss();
			}
		}
	}

	/** Lets the scenario happen to one user. */
	static Scorecard.Result run(Scenario scenario, ElectionStrategy strategy, long seed) {
		Simulation user = new Simulation(scenario, seed);
		ElectionClient client = user.world.client()
			.random(new SplittableRandom(seed).split())
			.strategy(strategy)
			.build();
		client.start().subscribe();
		user.world.passes(WARM_UP);
		Scorecard scorecard = new Scorecard(user.world, user.incumbent(client));
		client.events().subscribe(scorecard::onEvent);
		scenario.script((time, change) -> user.at(time, () -> {
			change.accept(user);
			scorecard.onWorldChange();
		}));
		user.world.passes(scenario.duration());
		Scorecard.Result result = scorecard.result();
		client.close().subscribe();
		user.world.passes(WARM_UP);
		return result;
	}

	private Candidate incumbent(ElectionClient client) {
		List<Candidate> incumbents = new ArrayList<>();
		client.standings()
			.subscribe(
					(standings) -> standings.incumbent().map(Standings.Standing::candidate).ifPresent(incumbents::add))
			.dispose();
		return incumbents.get(0);
	}

	private void at(Duration time, Runnable change) {
		this.world.time.schedule(change, time.toNanos(), TimeUnit.NANOSECONDS);
	}

	void rtt(String region, double millis) {
		both(region).forEach((gateway) -> gateway.rttMillis = millis);
	}

	void uplink(double moreMillis) {
		this.uplinkMillis = moreMillis;
	}

	void kill(String region) {
		both(region).forEach(World.Gateway::kill);
	}

	void revive(String region) {
		both(region).forEach((gateway) -> gateway.reachable = true);
	}

	/** Without a region: the user's own uplink. */
	void blackHole(boolean swallows, String... regions) {
		((regions.length == 0) ? REGIONS : Arrays.asList(regions)).stream()
			.flatMap((region) -> both(region).stream())
			.forEach((gateway) -> gateway.blackHole = swallows);
	}

	void load(String region, int load) {
		both(region).forEach((gateway) -> gateway.load = load);
	}

	private List<World.Gateway> both(String region) {
		return Arrays.stream(Transport.values())
			.map((transport) -> this.world.gateway(region + "/" + transport.id()))
			.toList();
	}

	/** The path's own jitter, with a median of 1 ms, and what the last mile adds. */
	private double noiseMillis() {
		long nowNanos = this.world.time.now(TimeUnit.NANOSECONDS);
		LastMile lastMile = this.scenario.lastMile();
		if (nowNanos - this.momentNanos >= MOMENT_NANOS) {
			this.momentNanos = nowNanos;
			this.sharedNoiseMillis = lastMile.noiseMillis(this.random);
		}
		double shared = this.scenario.sharedJitter();
		return StrictMath.exp(0.8 * LastMile.gaussian(this.random)) + shared * this.sharedNoiseMillis
				+ (1 - shared) * lastMile.noiseMillis(this.random) + this.uplinkMillis;
	}

	/** Receives what happens when. */
	@FunctionalInterface
	interface Script {

		/**
		 * Adds a change.
		 * @param time since the end of the warm-up
		 * @param change what changes
		 */
		void at(Duration time, Consumer<Simulation> change);

	}

}
