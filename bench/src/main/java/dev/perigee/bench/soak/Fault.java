package dev.perigee.bench.soak;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.lab.time.LabClock;

/**
 * What befalls the world. Each strikes, lasts for a while, and is mended before the next
 * one.
 */
enum Fault {

	/** A gateway is gone at once, with kill -9. */
	GATEWAY_KILL("gateway-kill") {
		@Override
		String strike(SoakWorld world, RandomGenerator random) {
			GatewayProcess victim = pick(world.mortals(), random);
			victim.kill();
			last(random);
			start(victim);
			return victim.toString();
		}
	},

	/** A nats-server is gone at once, with kill -9. */
	NATS_KILL("nats-kill") {
		@Override
		String strike(SoakWorld world, RandomGenerator random) {
			NatsServer victim = pick(pick(world.lab().regions(), random).natsServers(), random);
			victim.kill();
			last(random);
			victim.start();
			world.lab().nats().awaitReady();
			return victim.toString();
		}
	},

	/** The NATS of one region reaches no other one. */
	LINK_CUT("link-cut") {
		@Override
		String strike(SoakWorld world, RandomGenerator random) {
			LabRegion victim = pick(world.lab().regions(), random);
			// servers tell each other whom they reach how: what is cut from one region
			// only is reached through the third one's link
			List<Link> links = world.lab()
				.regions()
				.stream()
				.filter((other) -> !other.equals(victim))
				.map((other) -> world.lab().natsLink(victim.name(), other.name()))
				.toList();
			links.forEach(Link::cut);
			last(random);
			links.forEach(Link::restore);
			world.lab().nats().awaitReady();
			return "all links of " + victim.name();
		}
	},

	/** A gateway is drained, and that is taken back. */
	DRAIN("drain") {
		@Override
		String strike(SoakWorld world, RandomGenerator random) {
			GatewayProcess victim = pick(world.gateways(), random);
			require(victim.drain(WINDOW), victim + " could not be drained");
			last(random);
			require(victim.undrain(), "the drain of " + victim + " could not be taken back");
			return victim.toString();
		}
	},

	/** A gateway is replaced as a deployment does: preStop drain, SIGTERM, a new one. */
	RESTART("restart") {
		@Override
		String strike(SoakWorld world, RandomGenerator random) {
			GatewayProcess victim = pick(world.mortals(), random);
			require(victim.terminate(WINDOW), victim + " did not end as it should");
			start(victim);
			return victim.toString();
		}
	};

	private static final Duration WINDOW = Duration.ofSeconds(3);

	private static final Duration SHORTEST = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofSeconds(4);

	private final String id;

	Fault(String id) {
		this.id = id;
	}

	/**
	 * Strikes, and makes the world whole again; returns when it is.
	 * @param world where
	 * @param random whom it strikes, and for how long
	 * @return whom it struck
	 */
	abstract String strike(SoakWorld world, RandomGenerator random);

	private static <T> T pick(List<T> some, RandomGenerator random) {
		return some.get(random.nextInt(some.size()));
	}

	private static void last(RandomGenerator random) {
		LabClock.pass(Duration.ofNanos(random.nextLong(SHORTEST.toNanos(), LONGEST.toNanos())));
	}

	private static void start(GatewayProcess gateway) {
		gateway.start();
		gateway.awaitHealthy();
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalStateException(otherwise);
		}
	}

	/** The name in reports. */
	@Override
	public String toString() {
		return this.id;
	}

}
