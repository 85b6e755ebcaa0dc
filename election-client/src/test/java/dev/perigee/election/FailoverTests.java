package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.StandbyFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The warm standby and what becomes of the traffic when its incumbent is lost, in virtual
 * time.
 */
class FailoverTests {

	private final World world = new World();

	private ClientRun run;

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
	}

	@Test
	void runnerUpStandsByOnceTheElectionIsOver() {
		nearAndFar();
		assertThat(this.run.warm()).isEqualTo("far/websocket");
		assertThat(this.world.gateway("far/websocket").standbys).extracting(StandbyFrames.Standby::resumeToken)
			.containsExactly("resume");
		assertThat(this.world.gateway("near/websocket").standbys).isEmpty();
	}

	@Test
	void killedIncumbentCostsOneRoundTripOfTheRunnerUp() {
		nearAndFar();
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(60);
		assertThat(this.run.events).endsWith("10000 lost near/websocket (connection reset)",
				"10000 disconnected near/websocket", "10000 reconnecting",
				"10060 failed over near/websocket > far/websocket");
		assertThat(this.world.gateway("far/websocket").hellos).isEmpty();
		assertThat(this.world.gateway("far/websocket").activations).extracting(StandbyFrames.Activate::epoch)
			.containsExactly(2L);
	}

	@Test
	void somebodyIsLookedForWhoCanStandByWhereTheOthersAreNotWatched() {
		Stream.of("far", "farther").forEach((name) -> this.world.gateway(name + "/websocket", 60));
		World.Gateway near = this.world.gateway("near/websocket", 20);
		this.run = new ClientRun(this.world, this.world.client().watchInterval(Duration.ZERO));
		this.world.passesMillis(10_000);
		near.kill();
		this.world.passesMillis(5_000);
		assertThat(this.run.warm()).isEqualTo("farther/websocket");
		this.world.gateway("far/websocket").kill();
		this.world.passesMillis(60);
		assertThat(this.run.incumbent()).isEqualTo("farther/websocket");
	}

	@Test
	void failoverNeedsNoToken() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		this.run = new ClientRun(this.world, this.world.client()
			.tokenSupplier(() -> (this.world.time.now(TimeUnit.SECONDS) < 10) ? Mono.just("token") : Mono.never()));
		this.world.passesMillis(10_000);
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(60);
		assertThat(this.run.incumbent()).isEqualTo("far/websocket");
	}

	@Test
	void somebodyElseStandsByAfterAFailover() {
		nearAndFar();
		this.world.gateway("near/websocket").kill();
		this.world.gateway("near/websocket").reachable = true;
		this.world.passesMillis(1_000);
		assertThat(this.run.incumbent()).isEqualTo("far/websocket");
		assertThat(this.run.warm()).isEqualTo("near/websocket");
	}

	@Test
	void standbyThatDiesDuringTheActivationIsFollowedByTheNext() {
		this.world.gateway("far/websocket", 60);
		this.world.gateway("farther/websocket", 80);
		start(this.world.gateway("near/websocket", 20));
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(30);
		this.world.gateway("far/websocket").kill();
		this.world.passesMillis(80);
		assertThat(this.run.events).contains("10110 failed over near/websocket > farther/websocket");
	}

	@Test
	void standbyThatDoesNotAnswerIsGivenUpAfterAFewRoundTrips() {
		this.world.gateway("far/websocket", 60);
		this.world.gateway("farther/websocket", 80);
		start(this.world.gateway("near/websocket", 20));
		this.world.gateway("far/websocket").hangs = true;
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(1_000);
		assertThat(this.run.events).contains("10320 lost far/websocket (no answer soon enough)",
				"10400 failed over near/websocket > farther/websocket");
	}

	@Test
	void gatewayThatIsTheOnlyOneLeftIsWaitedFor() {
		nearAndFar();
		this.world.gateway("far/websocket").hangs = true;
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(4_000);
		assertThat(this.run.events).noneMatch((event) -> event.contains("lost far/websocket"));
	}

	@Test
	void whenAllAreSlowPatienceGrows() {
		List<String> names = IntStream.range(0, 4).mapToObj((i) -> "far-" + i + "/websocket").toList();
		names.forEach((name) -> this.world.gateway(name, 60));
		start(this.world.gateway("near/websocket", 20));
		names.forEach((name) -> this.world.gateway(name).hangs = true);
		this.world.gateway("near/websocket").kill();
		this.world.passes(Duration.ofMinutes(1));
		names.forEach((name) -> assertThat(this.world.gateway(name).hellos).hasSizeLessThan(8));
		names.forEach((name) -> this.world.gateway(name).hangs = false);
		this.world.passes(Duration.ofSeconds(20));
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void roomsThatAreJoinedAndLeftLaterAreReadyAtTheStandby() {
		nearAndFar();
		Room later = this.run.client.room("later");
		this.world.passesMillis(100);
		assertThat(this.world.gateway("far/websocket").rooms).containsExactly("lobby", "later");
		later.leave().subscribe();
		this.world.passesMillis(100);
		assertThat(this.world.gateway("far/websocket").rooms).containsExactly("lobby");
	}

	@Test
	void tokenOfTheStandbyIsRenewedInTime() {
		this.world.gateway("far/websocket", 60).tokenValidMillis = 10_000;
		start(this.world.gateway("near/websocket", 20));
		this.world.passesMillis(20_000);
		assertThat(this.world.gateway("far/websocket").standbys).hasSize(4);
		assertThat(this.world.gateway("far/websocket").dials).isEqualTo(1);
		assertThat(this.run.warm()).isEqualTo("far/websocket");
	}

	@Test
	void candidateThatRefusesToStandByIsReplacedAndNotAskedInALoop() {
		this.world.gateway("far/websocket", 60).refuseHello = CloseCode.OVERLOADED;
		this.world.gateway("farther/websocket", 80);
		start(this.world.gateway("near/websocket", 20));
		assertThat(this.run.warm()).isEqualTo("farther/websocket");
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.world.gateway("far/websocket").standbys).hasSizeLessThan(12);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void standbyThatDoesNotKnowTheSessionDoesNotEndIt() {
		this.world.gateway("far/websocket", 60).refuseHello = CloseCode.RESUME_REFUSED;
		start(this.world.gateway("near/websocket", 20));
		this.world.gateway("far/websocket").refuseHello = null;
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.run.warm()).isEqualTo("far/websocket");
		assertThat(this.world.gateway("far/websocket").standbys).last()
			.satisfies((standby) -> assertThat(standby.resumeToken()).isEqualTo("resume"));
	}

	@Test
	void suspicionAloneReplacesNoStandby() {
		nearAndFar();
		this.world.gateway("far/websocket").losesProbes = true;
		this.world.passesMillis(1_150);
		this.world.gateway("far/websocket").losesProbes = false;
		this.world.passesMillis(1_000);
		assertThat(this.world.gateway("far/websocket").standbys).hasSize(1);
		assertThat(this.run.warm()).isEqualTo("far/websocket");
	}

	@ParameterizedTest
	@CsvSource({
			// 10,000 of them at 800 a second, or at 3,200 when those who stand by have a
			// rate
			"0, 12500", "4000, 3125" })
	void orphansOfACrowdedGatewayComeOneAfterTheOther(int activatesPerSecond, long windowMillis) {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		near.load = 255;
		near.limits = new Limits(65_536, 10, 100, 10_000, 500);
		this.world.gateway("far/websocket", 60).limits = new Limits(65_536, 10, 100, 10_000, 1_000, activatesPerSecond,
				0, 0);
		start(near);
		near.kill();
		this.world.passesMillis(windowMillis + 60);
		assertThat(this.run.events).filteredOn((event) -> event.contains("failed over"))
			.singleElement()
			.satisfies((event) -> assertThat(Long.parseLong(event.split(" ")[0])).isBetween(10_000 + windowMillis / 10,
					10_060 + windowMillis));
	}

	@Test
	void messagesSurviveTwoFailuresInARow() {
		this.world.gateway("far/websocket", 60);
		this.world.gateway("farther/websocket", 80);
		start(this.world.gateway("near/websocket", 20));
		for (int i = 1; i <= 400; i++) {
			this.run.room.publish(("m" + i).getBytes(), DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			if (i == 200) {
				this.world.gateway("near/websocket").kill();
			}
			if (i == 206) {
				this.world.gateway("far/websocket").kill();
			}
			this.world.passesMillis(5);
		}
		this.world.passesMillis(3_000);
		assertThat(this.world.published.values())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 400).mapToObj((i) -> "m" + i).toList());
		assertThat(this.run.received)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 400).mapToObj((i) -> "p" + i).toList());
		assertThat(this.run.client.delivery().lost()).isZero();
		assertThat(this.run.client.delivery().unacknowledged()).isZero();
	}

	@Test
	void onlyWhatTheNextGatewayLacksIsSaidAgain() {
		nearAndFar();
		publishAndKill(100);
		assertThat(this.world.repetitions).isEqualTo(2);
	}

	@Test
	void gatewayThatDoesNotSayWhatItHasIsToldTheWholeTail() {
		nearAndFar();
		this.world.gateway("far/websocket").tellsWhatItHas = false;
		publishAndKill(100);
		assertThat(this.world.repetitions).isEqualTo(96);
	}

	/** The last four messages and two acknowledgements are still under way. */
	private void publishAndKill(int messages) {
		for (int i = 1; i <= messages; i++) {
			this.run.room.publish(("m" + i).getBytes(), DeliveryClass.RELIABLE).subscribe();
			this.world.passesMillis((i <= messages - 4) ? 5 : 2);
		}
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(1_000);
		assertThat(this.world.published).hasSize(messages);
		assertThat(this.run.client.delivery().unacknowledged()).isZero();
	}

	private void nearAndFar() {
		this.world.gateway("far/websocket", 60);
		start(this.world.gateway("near/websocket", 20));
	}

	private void start(World.Gateway incumbent) {
		this.run = new ClientRun(this.world, this.world.client());
		this.world.passesMillis(10_000);
		assertThat(this.run.incumbent()).isEqualTo(incumbent.name);
	}

}
