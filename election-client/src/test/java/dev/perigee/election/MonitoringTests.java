package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.DeliveryClass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the client makes of trouble after the election, in virtual time.
 */
class MonitoringTests {

	private final World world = new World();

	private final List<String> events = new ArrayList<>();

	private ElectionClient client;

	@AfterEach
	void closeClient() {
		this.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
	}

	@Test
	void blackHoleOfTheIncumbentIsNoticedWithoutAClose() {
		twoRegionsElected();
		this.world.passesMillis(57);
		this.world.gateway("near/websocket").blackHole = true;
		this.world.passesMillis(1_000);
		assertThat(this.events).anyMatch((event) -> event.contains("failed over near/websocket > far/websocket"));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void blackHoleUnderTrafficIsLeftWithin250MillisAndARoundTrip() {
		this.world.gateway("near/webtransport", 20);
		this.world.gateway("far/webtransport", 60);
		Room room = start(this.world.client());
		this.world.passesMillis(10_000);
		for (int i = 0; i < 200; i++) {
			this.world.gateway("near/webtransport").blackHole = i >= 100;
			room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			this.world.passesMillis(5);
		}
		this.world.passesMillis(1_000);
		assertThat(this.events).filteredOn((event) -> event.contains("failed over near"))
			.singleElement()
			.satisfies((event) -> assertThat(Long.parseLong(event.split(" ")[0])).isLessThan(10_500 + 250 + 60));
	}

	@Test
	void silenceOfEverybodyIsTheUplinksAndTheIncumbentStays() {
		twoRegionsElected();
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = true);
		this.world.passesMillis(2_500);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = false);
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).noneMatch((event) -> event.contains("disconnected") || event.contains("lost"));
	}

	@Test
	void silenceOfEverybodyThatLastsIsAChangedNetworkAndAllAreDialledAgain() {
		twoRegionsElected();
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = true);
		this.world.passesMillis(5_000);
		assertThat(this.client.state()).isEqualTo(ConnectionState.RECONNECTING);
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = false);
		this.world.passesMillis(10_000);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void acknowledgementsAreASignOfLifeWhenEchoesAreMissing() {
		Room room = twoRegionsElected();
		this.world.gateway("near/websocket").losesProbes = true;
		for (int i = 0; i < 100; i++) {
			room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe();
			this.world.passesMillis(50);
		}
		assertThat(this.events).noneMatch((event) -> event.contains("failed over"));
		this.world.passesMillis(1_000);
		assertThat(this.events).anyMatch((event) -> event.contains("failed over"));
	}

	@Test
	void oneMissingEchoIsNoReasonToLeave() {
		twoRegionsElected();
		this.world.gateway("near/websocket").blackHole = true;
		this.world.passesMillis(250);
		this.world.gateway("near/websocket").blackHole = false;
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).noneMatch((event) -> event.contains("failed over"));
	}

	@Test
	void oneSpikeCausesNoMove() {
		twoRegionsElected();
		this.world.gateway("near/websocket").rttMillis = 500;
		this.world.passesMillis(201);
		this.world.gateway("near/websocket").rttMillis = 20;
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.events).noneMatch((event) -> event.contains("migrated") || event.contains("failed over"));
	}

	@Test
	void lastingDegradationMovesToTheBetterCandidate() {
		twoRegionsElected();
		this.world.gateway("near/websocket").rttMillis = 150;
		this.world.passesMillis(14_000);
		assertThat(this.events).anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (faster)"));
	}

	private Room twoRegionsElected() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		Room room = start(this.world.client());
		this.world.passesMillis(10_000);
		assertThat(this.events).contains("3000 elected near/websocket");
		return room;
	}

	private Room start(ElectionClientBuilder builder) {
		this.client = builder.build();
		this.client.events().subscribe((event) -> this.events.add(now() + " " + EventLog.describe(event)));
		Room room = this.client.room("lobby");
		this.client.start().subscribe();
		return room;
	}

	private long now() {
		return this.world.time.now(TimeUnit.MILLISECONDS);
	}

}
