package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.EchoFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
	void runnerUpThatHasAnsweredMoreThanOnceHoldsUpNothing() {
		this.world.gateway("near/webtransport", 21);
		this.world.gateway("far/websocket", 24);
		Room room = start(this.world.client());
		this.world.passesMillis(10_000);
		for (int i = 0; i < 200; i++) {
			this.world.gateway("near/webtransport").blackHole = i >= 100;
			room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			this.world.passesMillis(5);
		}
		assertThat(this.events).filteredOn((event) -> event.contains("lost near"))
			.singleElement()
			.satisfies((event) -> assertThat(Long.parseLong(event.split(" ")[0])).isLessThan(10_500 + 145));
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
	void silenceOfEverybodyThatLastedIsFollowedByAnElection() {
		twoRegionsElected();
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = true);
		this.world.passesMillis(3_050);
		assertThat(this.events).last().isEqualTo("13009 reconnecting");
		this.world.gateways.values().forEach((gateway) -> gateway.blackHole = false);
		this.world.passesMillis(6_000);
		assertThat(this.events).anyMatch((event) -> event.contains("failed over near/websocket > far/websocket"))
			.anyMatch((event) -> event.contains("migrated far/websocket > near/websocket (elected)"));
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
	void degradationOfTheIncumbentAloneLeadsToAnElectionAndAMove() {
		twoRegionsElected();
		this.world.gateway("near/websocket").rttMillis = 150;
		this.world.passesMillis(5_000);
		assertThat(this.events).anyMatch((event) -> event.contains("elected far/websocket"))
			.anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (elected)"));
	}

	@Test
	void incumbentThatIsStillTheBestStaysAfterItsDegradation() {
		twoRegionsElected();
		this.world.gateway("near/websocket").rttMillis = 65;
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).filteredOn((event) -> event.contains("elected")).hasSize(2);
		assertThat(this.events).noneMatch((event) -> event.contains("migrated"));
	}

	@Test
	void allGettingWorseAtOnceIsTheUplinkAndNoReasonForAnElection() {
		twoRegionsElected();
		this.world.gateways.values().forEach((gateway) -> gateway.rttMillis += 200);
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).filteredOn((event) -> event.contains("elected")).hasSize(1);
		assertThat(this.events).noneMatch((event) -> event.contains("migrated") || event.contains("lost"));
	}

	@Test
	void quietClientProbesAtThePaceOfTheRoles() {
		for (String name : List.of("near", "next", "far")) {
			this.world.gateway(name + "/websocket", 20 * name.length());
			this.world.gateway(name + "/webtransport", 20 * name.length() + 3);
		}
		start(this.world.client());
		this.world.passesMillis(10_000);
		this.world.gateways.values().forEach((gateway) -> gateway.probes = 0);
		this.world.passes(Duration.ofHours(1));
		int probes = this.world.gateways.values().stream().mapToInt((gateway) -> gateway.probes).sum();
		assertThat(probes).isBetween(24_000, 25_500);
	}

	@Test
	void slowDriftMovesOnceAfterTheDwellTime() {
		twoRegionsElected();
		for (int rtt = 21; rtt <= 130; rtt++) {
			this.world.gateway("near/websocket").rttMillis = rtt;
			this.world.passesMillis(1_000);
		}
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).filteredOn((event) -> event.contains("migrated")).hasSize(1);
	}

	@Test
	void challengerIsConfirmedAtThePaceOfTheIncumbent() {
		this.world.gateway("near/websocket", 35);
		this.world.gateway("far/websocket", 60);
		start(this.world.client().watchInterval(Duration.ofSeconds(5)).standbyInterval(Duration.ofSeconds(5)));
		this.world.passesMillis(10_000);
		this.world.gateway("far/websocket").rttMillis = 20;
		this.world.passesMillis(60_000);
		int before = this.world.gateway("far/websocket").probes;
		assertThat(this.events).anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (faster)"));
		assertThat(before).isGreaterThan(50);
	}

	@Test
	void flappingIsBoundedByTheBudgetOfMoves() {
		twoRegionsElected();
		for (int i = 0; i < 40; i++) {
			this.world.gateway("near/websocket").rttMillis = (i % 2 == 0) ? 200 : 20;
			this.world.passes(Duration.ofSeconds(20));
		}
		// 10 minutes and some: the first moves are out of the window by then
		assertThat(this.events).filteredOn((event) -> event.contains("migrated")).hasSizeBetween(4, 8);
	}

	@Test
	void candidateThatFailedLatelyHasToBeGoodForAWhile() {
		twoRegionsElected();
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(100);
		this.world.gateway("near/websocket").reachable = true;
		this.world.passes(Duration.ofSeconds(29));
		assertThat(this.events).anyMatch((event) -> event.contains("failed over"))
			.noneMatch((event) -> event.contains("migrated"));
		this.world.passes(Duration.ofSeconds(12));
		assertThat(this.events).anyMatch((event) -> event.contains("migrated far/websocket > near/websocket (faster)"));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource({ "DRAINING, draining", "ISOLATED, troubled", "OVERLOADED, troubled" })
	void incumbentWhoseGatewayRaisesAFlagIsLeft(EchoFlag flag, String reason) {
		twoRegionsElected();
		this.world.gateway("near/websocket").flags = Set.of(flag);
		this.world.passes(Duration.ofSeconds(25));
		assertThat(this.events)
			.anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (" + reason + ")"));
	}

	@Test
	void incumbentWithAFlagIsKeptWhenTheOthersAreNoBetter() {
		twoRegionsElected();
		this.world.gateways.values().forEach((gateway) -> gateway.flags = Set.of(EchoFlag.OVERLOADED));
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).noneMatch((event) -> event.contains("migrated"));
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
