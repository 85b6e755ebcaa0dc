package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.UpdateFrames.Regions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Regions that come, go, or have other endpoints while a client runs, in virtual time.
 */
class NewcomerTests {

	private final World world = new World();

	private final List<RegionInfo> found = new ArrayList<>();

	private ClientRun run;

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
	}

	@Test
	void aRegionThatAppearsIsMeasuredAndTakenIfItIsBetter() {
		start(8);
		this.world.gateway("b/websocket", 10);
		tell(region("a"), region("b"));
		this.world.passesMillis(5_000);
		assertThat(this.world.gateway("b/websocket").dials).isEqualTo(1);
		this.world.passesMillis(20_000);
		assertThat(this.run.incumbent()).isEqualTo("b/websocket");
		assertThat(this.run.events).noneMatch((event) -> event.contains("disconnected"));
		assertThat(this.world.gateway("b/websocket").hellos).isEmpty();
		assertThat(this.world.gateway("b/websocket").activations).hasSize(1);
	}

	@Test
	void aRegionThatGoesStandsByNoMore() {
		found("b/websocket", 70);
		found("c/websocket", 80);
		start(8);
		assertThat(this.run.warm()).isEqualTo("b/websocket");
		tell(region("a"), region("c"));
		this.world.passesMillis(3_000);
		assertThat(this.run.warm()).isEqualTo("c/websocket");
		assertThat(this.world.gateway("b/websocket").open).isEmpty();
		int dials = this.world.gateway("b/websocket").dials;
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.world.gateway("b/websocket").dials).isEqualTo(dials);
	}

	@Test
	void anIncumbentWhoseEndpointHasChangedIsLeftForTheNewOneLikeOneThatDrains() {
		found("b/websocket", 90);
		start(8);
		this.world.gateway("moved/websocket", 60);
		tell(new RegionInfo("a", "ws://moved/rt", null, 0, RegionHealth.UP), region("b"));
		this.world.passesMillis(9_000);
		assertThat(this.world.gateway("a/websocket").open).hasSize(1);
		this.world.passesMillis(8_000);
		assertThat(this.world.gateway("a/websocket").open).isEmpty();
		this.world.passesMillis(30_000);
		assertThat(this.world.gateway("moved/websocket").activations).hasSize(1);
		assertThat(this.run.events).noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void anIncumbentWithoutSuccessorIsKept() {
		found("b/websocket", 40).reachable = false;
		start(8);
		tell(new RegionInfo("a", null, null, 0, RegionHealth.UP), region("b"));
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.run.incumbent()).isEqualTo("a/websocket");
	}

	@Test
	void whenAllHaveFailedTheConfiguredOnesAreDialledAgain() {
		found("b/websocket", 90);
		start(8);
		tell(new RegionInfo("a", null, null, 0, RegionHealth.UP), region("b"));
		this.world.passesMillis(20_000);
		assertThat(this.run.incumbent()).isEqualTo("b/websocket");
		this.world.gateway("b/websocket").kill();
		this.world.passesMillis(10_000);
		assertThat(this.run.incumbent()).isEqualTo("a/websocket");
	}

	@Test
	void withTooManyCandidatesNewcomersAreLookedAtSoonAndTheBestAreKept() {
		found("b/websocket", 80);
		found("c/websocket", 100);
		start(3);
		this.world.gateway("d/websocket", 10);
		tell(region("a"), region("b"), region("c"), region("d"));
		this.world.passes(Duration.ofSeconds(40));
		assertThat(this.run.incumbent()).isEqualTo("d/websocket");
		assertThat(this.world.gateways.values().stream().filter((gateway) -> !gateway.open.isEmpty())).hasSize(3);
	}

	@Test
	void clientsThatHearTheSameDoNotDialTheNewcomerAtTheSameTime() {
		start(8);
		List<ClientRun> crowd = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			crowd.add(new ClientRun(this.world, this.world.client().random(new SplittableRandom(i))));
		}
		this.world.passesMillis(10_000);
		this.world.gateway("b/websocket", 10);
		tell(region("a"), region("b"));
		this.world.passesMillis(2_500);
		assertThat(this.world.gateway("b/websocket").dials).isBetween(5, 16);
		crowd.forEach((one) -> one.client.close().subscribe());
	}

	@Test
	void theConfigurationIsAllThereIsWithoutDiscovery() {
		this.world.gateway("a/websocket", 60);
		ElectionClientBuilder builder = this.world.client().discovery(DiscoveryOptions.NONE);
		found("b/websocket", 10);
		this.run = new ClientRun(this.world, builder);
		this.world.passesMillis(30_000);
		assertThat(this.world.gateway("b/websocket").dials).isZero();
	}

	/** Adds a gateway that is not configured, but told of in every WELCOME. */
	private World.Gateway found(String candidate, double rttMillis) {
		this.found.add(region(candidate.split("/")[0]));
		return this.world.gateway(candidate, rttMillis);
	}

	/** Starts a client that knows one gateway, 60 ms away, until it is told of others. */
	private void start(int places) {
		List<World.Gateway> others = List.copyOf(this.world.gateways.values());
		this.world.gateways.clear();
		this.world.gateway("a/websocket", 60);
		ElectionClientBuilder builder = this.world.client().maxConcurrentCandidates(places);
		others.forEach((gateway) -> this.world.gateways.put(gateway.name, gateway));
		this.world.regions = new ArrayList<>(this.found);
		this.world.regions.add(region("a"));
		this.run = new ClientRun(this.world, builder);
		this.world.passesMillis(20_000);
	}

	/** Has the gateways tell all their sessions something new. */
	private void tell(RegionInfo... regions) {
		this.world.regions = List.of(regions);
		this.world.gateways.values()
			.stream()
			.filter((gateway) -> gateway.attaches() > 0)
			.forEach((gateway) -> gateway.send(new Regions(List.of(regions))));
	}

	private static RegionInfo region(String name) {
		return new RegionInfo(name, "ws://" + name + "/rt", null, 0, RegionHealth.UP);
	}

}
