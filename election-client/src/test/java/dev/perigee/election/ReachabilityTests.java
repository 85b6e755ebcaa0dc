package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What paths that swallow packets or break cost a user, in virtual time.
 */
class ReachabilityTests {

	@Test
	void silentlyDroppedUdpCostsAtMost100Millis() {
		assertThat(millisToTraffic(droppingUdp())).isBetween(0L, millisToTraffic(withoutWebTransport()) + 100);
	}

	@Test
	void silentlyDroppedUdpDelaysTheDefaultElectionByAtMost100Millis() {
		Election without = firstElection(withoutWebTransport());
		Election dropping = firstElection(droppingUdp());
		assertThat(dropping.winner()).isEqualTo(without.winner()).isEqualTo("near/websocket");
		assertThat(dropping.millis()).isBetween(without.millis(), without.millis() + 100);
	}

	@Test
	void everythingSwallowedIsAVisibleStateAndEndsByItself() {
		World world = new World();
		world.gateway("near/webtransport", 20).blackHole = true;
		world.gateway("near/websocket", 20).blackHole = true;
		List<String> failures = new ArrayList<>();
		ElectionClient client = world.client().build();
		client.events().ofType(ConnectionEvent.AllFailed.class).subscribe((event) -> failures.add(event.reason()));
		client.start().subscribe();
		world.passes(Duration.ofMinutes(2));
		assertThat(client.state()).isEqualTo(ConnectionState.RECONNECTING);
		assertThat(failures).singleElement().asString().contains("near/webtransport: ", "near/websocket: ");
		world.gateways.values().forEach((gateway) -> gateway.blackHole = false);
		world.passes(Duration.ofMinutes(1));
		assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
		close(world, client);
	}

	@Test
	void candidatesThatBreakWithinMillisecondsLeaveTheIncumbentAlone() {
		World world = new World();
		world.gateway("near/websocket", 20);
		List<String> others = List.of("b/websocket", "c/websocket", "d/webtransport", "e/webtransport");
		others.forEach((name) -> world.gateway(name, 60));
		ElectionClient client = world.client().build();
		List<ConnectionEvent> events = new ArrayList<>();
		client.start().subscribe();
		world.passes(Duration.ofMinutes(1));
		client.events().subscribe(events::add);
		for (String name : others) {
			world.gateway(name).kill();
			world.passesMillis(3);
		}
		world.passes(Duration.ofMinutes(10));
		assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(world.gateway("near/websocket").dials).isOne();
		assertThat(events).isNotEmpty().allMatch((event) -> event instanceof ConnectionEvent.CandidateLost);
		close(world, client);
	}

	private static World withoutWebTransport() {
		World world = new World();
		world.gateway("near/websocket", 20);
		world.gateway("far/websocket", 60);
		return world;
	}

	private static World droppingUdp() {
		World world = new World();
		for (String region : List.of("near", "far")) {
			world.gateway(region + "/webtransport", 10).blackHole = true;
		}
		world.gateway("near/websocket", 20);
		world.gateway("far/websocket", 60);
		return world;
	}

	/** The first election of a client that leaves the rule as it is. */
	private static Election firstElection(World world) {
		List<Election> elections = new ArrayList<>();
		ElectionClient client = world.clientByDefault().build();
		client.events()
			.ofType(ConnectionEvent.Elected.class)
			.subscribe((event) -> elections
				.add(new Election(world.time.now(TimeUnit.MILLISECONDS), String.valueOf(event.record().winner()))));
		client.start().subscribe();
		world.passes(Duration.ofSeconds(10));
		close(world, client);
		assertThat(elections).isNotEmpty();
		return elections.get(0);
	}

	private static long millisToTraffic(World world) {
		List<Long> connected = new ArrayList<>();
		ElectionClient client = world.client().build();
		client.start().subscribe(null, null, () -> connected.add(world.time.now(TimeUnit.MILLISECONDS)));
		world.passes(Duration.ofSeconds(10));
		close(world, client);
		assertThat(connected).hasSize(1);
		return connected.get(0);
	}

	private static void close(World world, ElectionClient client) {
		client.close().subscribe();
		world.passes(Duration.ofMinutes(1));
	}

	private record Election(long millis, String winner) {
	}

}
