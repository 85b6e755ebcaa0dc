package dev.perigee.election;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planned moves: prepared while the incumbent carries the traffic, in virtual time.
 */
class MigrationTests {

	private final World world = new World();

	private ClientRun run;

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
	}

	@Test
	void targetThatRefusesLeavesTheIncumbentAlone() {
		this.world.gateway("a/webtransport", 22).refuseHello = CloseCode.OVERLOADED;
		start(this.world.gateway("a/websocket", 20), 5_000);
		assertThat(this.run.events).contains("3000 elected a/webtransport", "3022 refused a/webtransport OVERLOADED");
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.run.events).noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void trafficStaysWithTheIncumbentUntilTheTargetHasCaughtUp() {
		this.world.gateway("a/webtransport", 22);
		start(this.world.gateway("a/websocket", 20), 3_520);
		// four messages that the old connection will never bring
		this.world.gateway("a/websocket").mute = true;
		IntStream.rangeClosed(1, 4).forEach((i) -> this.world.peerPublishes("p" + i));
		this.world.passesMillis(25);
		// joined at 3544, replay asked for and answered one round trip later
		assertThat(this.run.incumbent()).isEqualTo("a/websocket");
		this.world.passesMillis(22);
		assertThat(this.run.events).contains("3566 migrated a/websocket > a/webtransport (elected)");
		assertThat(this.run.received).containsExactly("p1", "p2", "p3", "p4");
	}

	@Test
	void whatCannotBeCaughtUpHoldsUpAMoveForAsLongAsTheIncumbentLives() {
		this.world.gateway("a/webtransport", 22).answersReplay = false;
		start(this.world.gateway("a/websocket", 20), 3_520);
		this.world.gateway("a/websocket").mute = true;
		this.world.peerPublishes("p1");
		this.world.passesMillis(4_000);
		assertThat(this.run.incumbent()).isEqualTo("a/websocket");
		this.world.passesMillis(100);
		assertThat(this.run.events).contains("7544 migrated a/websocket > a/webtransport (elected)");
		this.world.gateway("a/webtransport").answersReplay = true;
		this.world.passesMillis(2_000);
		assertThat(this.run.received).containsExactly("p1");
	}

	@Test
	void goAwayIsFollowedAfterTheSuggestedDelayToWhoeverStandsBy() {
		nearAndFar();
		// nobody else is behind its address: several dials there have shown it by then
		this.world.gateway("near/websocket").drain(20_000, 8_000);
		this.world.passesMillis(10_000);
		assertThat(this.run.events).contains("18070 migrated near/websocket > far/websocket (draining)");
	}

	@Test
	void goAwayWithoutAnybodyElseIsFollowedAsSoonAsThereIsOne() {
		this.world.gateway("far/websocket", 60).reachable = false;
		start(this.world.gateway("near/websocket", 20), 10_000);
		this.world.gateway("near/websocket").drain(60_000, 700);
		this.world.passesMillis(1_000);
		this.world.gateway("far/websocket").reachable = true;
		this.world.passesMillis(40_000);
		assertThat(this.run.events)
			.anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (draining)"))
			.noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void whenAllDrainTheIncumbentIsKeptUntilItCloses() {
		nearAndFar();
		this.world.gateways.values().forEach((gateway) -> {
			gateway.drain(5_000, 100);
		});
		this.world.passesMillis(4_900);
		assertThat(this.run.incumbent()).isEqualTo("near/websocket");
		this.world.gateway("near/websocket").close(CloseCode.DRAINING);
		this.world.gateway("near/websocket").serve();
		this.world.passesMillis(40_000);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void goAwayOfTheStandbyLetsAnotherOneStandBy() {
		this.world.gateway("far/websocket", 60);
		this.world.gateway("farther/websocket", 80);
		start(this.world.gateway("near/websocket", 20), 10_000);
		assertThat(this.run.warm()).isEqualTo("far/websocket");
		this.world.gateway("far/websocket").send(new ControlFrames.GoAway("drain", 5_000, 0));
		this.world.passesMillis(200);
		assertThat(this.run.warm()).isEqualTo("farther/websocket");
		assertThat(this.run.incumbent()).isEqualTo("near/websocket");
	}

	@Test
	void gatewayThatHasDrainedIsBackWithItsFirstCleanEchoes() {
		nearAndFar();
		World.Gateway near = this.world.gateway("near/websocket");
		near.drain(10_000, 0);
		this.world.passesMillis(5_000);
		assertThat(this.run.incumbent()).isEqualTo("far/websocket");
		assertThat(this.run.warm()).isNull();
		near.serve();
		this.world.passesMillis(10_000);
		assertThat(this.run.warm()).isEqualTo("near/websocket");
	}

	@Test
	void roomsAreJoinedAndLeftInTheMiddleOfAMove() {
		this.world.gateway("a/webtransport", 22);
		start(this.world.gateway("a/websocket", 20), 3_525);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.MOVING);
		Room later = this.run.client.room("later");
		this.run.room.leave().subscribe();
		this.world.passesMillis(200);
		assertThat(this.run.incumbent()).isEqualTo("a/webtransport");
		assertThat(this.world.gateway("a/webtransport").rooms).containsExactly("later");
		assertThat(later.roster()).hasSize(1);
	}

	@Test
	void messagesSurviveAMoveInTheMiddleOfThem() {
		nearAndFar();
		for (int i = 1; i <= 400; i++) {
			this.run.room.publish(("m" + i).getBytes(), DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			if (i == 200) {
				this.world.gateway("near/websocket").drain(5_000, 100);
			}
			this.world.passesMillis(5);
		}
		this.world.passesMillis(3_000);
		assertThat(this.run.incumbent()).isEqualTo("far/websocket");
		assertThat(this.world.published.values())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 400).mapToObj((i) -> "m" + i).toList());
		assertThat(this.run.received)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 400).mapToObj((i) -> "p" + i).toList());
		assertThat(this.run.client.delivery().lost()).isZero();
	}

	@Test
	void sessionThatAnAbandonedMoveHasTakenAlongIsFetchedBack() {
		this.world.gateway("a/webtransport", 22);
		start(this.world.gateway("a/websocket", 20), 3_535);
		// the activation has arrived, its answer never will
		this.world.gateway("a/webtransport").kill();
		this.world.passesMillis(10);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		this.world.gateway("a/websocket").close(CloseCode.SUPERSEDED);
		this.world.passesMillis(2_000);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.world.gateway("a/websocket").hellos).last()
			.satisfies((hello) -> assertThat(hello.epoch()).isEqualTo(3));
	}

	private void nearAndFar() {
		this.world.gateway("far/websocket", 60);
		start(this.world.gateway("near/websocket", 20), 10_000);
	}

	private void start(World.Gateway incumbent, long millis) {
		this.run = new ClientRun(this.world, this.world.client());
		this.world.passesMillis(millis);
		assertThat(this.run.incumbent()).isEqualTo(incumbent.name);
	}

}
