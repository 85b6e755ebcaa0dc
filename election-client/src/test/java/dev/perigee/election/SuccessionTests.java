package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.EchoFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Moves from a gateway that is leaving to another one behind the same address, in virtual
 * time.
 */
class SuccessionTests {

	private final World world = new World();

	private final World.Gateway near = this.world.gateway("near/websocket", 20);

	private final World.Gateway another = this.world.another(this.near);

	private ClientRun run;

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
	}

	@Test
	void goAwayIsFollowedToAnotherGatewayOfTheSameAddress() {
		far();
		start();
		this.near.balancer = () -> this.another;
		this.near.drain(5_000, 700);
		// 20 ms for the handshake and as many for an echo, half of the delay ahead
		this.world.passesMillis(350 + 10 + 20);
		assertThat(this.another.standbys).isEmpty();
		this.world.passesMillis(20 + 10);
		assertThat(this.another.standbys).hasSize(1);
		assertThat(this.run.incumbent()).isEqualTo("near/websocket");
		this.world.passesMillis(10_000);
		assertThat(moves()).containsExactly("10940 migrated near/websocket > near/websocket (draining)");
		assertThat(this.another.activations).hasSize(1);
		assertThat(this.near.open).isEmpty();
		assertThat(this.world.log).contains("near/websocket closed by client: SUPERSEDED");
		assertThat(this.run.warm()).isEqualTo("far/websocket");
		assertThat(this.world.gateway("far/websocket").activations).isEmpty();
	}

	@Test
	void onlyCandidateIsLeftForAnotherGatewayOfItsAddressWithoutAnOutage() {
		start();
		this.near.balancer = () -> this.another;
		this.near.drain(5_000, 4_000);
		this.world.passesMillis(6_000);
		assertThat(moves()).containsExactly("14030 migrated near/websocket > near/websocket (draining)");
		assertThat(this.run.events).noneMatch((event) -> event.contains("lost") || event.contains("disconnected"));
	}

	@ParameterizedTest(name = "told to move after {0} ms: dials after {1} ms")
	@CsvSource({ "0, 0", "700, 350", "10000, 5000", "24000, 19000" })
	void dialsAreSpreadAsTheMovesAreAndHaveTimeEnough(long suggestedDelayMillis, long dialMillis) {
		start();
		this.near.balancer = () -> this.another;
		this.near.drain(30_000, suggestedDelayMillis);
		// GOAWAY takes 10 ms
		this.world.passesMillis(9 + dialMillis);
		assertThat(this.another.dials).isZero();
		this.world.passesMillis(1);
		assertThat(this.another.dials).isOne();
	}

	@Test
	void balancerThatLeadsToTheSameGatewayIsAskedAgain() {
		far();
		start();
		this.near.balancer = inTurn(this.near, this.near, this.near, this.another);
		this.near.drain(20_000, 10_000);
		this.world.passesMillis(20_000);
		assertThat(moves()).containsExactly("20030 migrated near/websocket > near/websocket (draining)");
		assertThat(this.near.dials).isEqualTo(1 + 3);
		assertThat(this.near.open).isEmpty();
	}

	@Test
	void gatewayThatHasItsAddressForItselfIsLeftForAnotherRegionInTime() {
		far();
		start();
		this.near.drain(5_000, 4_000);
		this.world.passesMillis(5_000);
		assertThat(moves()).singleElement().satisfies((move) -> {
			assertThat(move).contains("migrated near/websocket > far/websocket (draining)");
			assertThat(millis(move)).isBetween(14_000L, 14_700L);
		});
		assertThat(this.near.hellos).hasSize(1);
		assertThat(this.near.standbys).isEmpty();
		assertThat(this.near.dials).isLessThan(8);
	}

	@Test
	void deadAddressIsNotWaitedForUntilTheDeadline() {
		far();
		start();
		World.Gateway nobody = this.another;
		nobody.blackHole = true;
		this.near.balancer = () -> nobody;
		this.near.drain(5_000, 1_000);
		this.world.passesMillis(5_000);
		assertThat(moves()).singleElement().satisfies((move) -> {
			assertThat(move).contains("migrated near/websocket > far/websocket (draining)");
			// half of the time from the suggested delay to the deadline
			assertThat(millis(move)).isBetween(13_000L, 13_300L);
		});
	}

	@Test
	void onlyCandidateLooksOnUntilItsGatewayCloses() {
		start();
		this.near.drain(30_000, 0);
		this.world.passesMillis(15_000);
		assertThat(moves()).isEmpty();
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		this.near.balancer = () -> this.another;
		this.world.passesMillis(14_000);
		assertThat(moves()).singleElement()
			.satisfies((move) -> assertThat(move).contains("migrated near/websocket > near/websocket (draining)"));
	}

	@Test
	void flagAloneIsFollowedToAnotherGatewayOfTheSameAddress() {
		far();
		start();
		this.near.balancer = inTurn(this.near, this.another);
		this.near.flags = Set.of(EchoFlag.DRAINING);
		this.world.passes(Duration.ofSeconds(10));
		assertThat(moves()).singleElement()
			.satisfies((move) -> assertThat(move).contains("migrated near/websocket > near/websocket (draining)"));
	}

	@Test
	void successorThatRefusesIsNoneAndAnotherRegionTakesOver() {
		far();
		start();
		this.another.refuseHello = CloseCode.OVERLOADED;
		this.near.balancer = () -> this.another;
		this.near.drain(10_000, 4_000);
		this.world.passesMillis(9_900);
		assertThat(moves()).singleElement().satisfies((move) -> {
			assertThat(move).contains("migrated near/websocket > far/websocket (draining)");
			assertThat(millis(move)).isBetween(14_000L, 17_000L);
		});
	}

	@Test
	void successorThatHasNotEchoedIsNone() {
		far();
		start();
		this.another.losesProbes = true;
		this.near.balancer = () -> this.another;
		this.near.drain(5_000, 1_000);
		this.world.passesMillis(4_900);
		assertThat(moves()).singleElement()
			.satisfies((move) -> assertThat(move).contains("> far/websocket (draining)"));
	}

	@Test
	void gatewayThatClosesBeforeItsTimeIsFollowedByTheSuccessorThatStandsBy() {
		far();
		start();
		this.near.balancer = () -> this.another;
		this.near.drain(20_000, 10_000);
		this.world.passesMillis(9_000);
		assertThat(this.another.standbys).hasSize(1);
		this.near.close(CloseCode.DRAINING);
		this.world.passesMillis(5_000);
		assertThat(moves()).containsExactly("19020 failed over near/websocket > near/websocket");
		assertThat(this.another.activations).hasSize(1);
	}

	@Test
	void gatewayThatDiesWhileItsSuccessorIsLookedForIsFailedOverFrom() {
		far();
		start();
		this.near.drain(20_000, 10_000);
		this.world.passesMillis(5_500);
		this.near.kill();
		this.world.passesMillis(1_000);
		assertThat(moves()).containsExactly("15560 failed over near/websocket > far/websocket");
	}

	@Test
	void successorThatDiesIsFollowedByAnother() {
		start();
		this.near.balancer = () -> this.another;
		this.near.drain(30_000, 20_000);
		this.world.passesMillis(16_000);
		this.another.kill();
		this.another.reachable = true;
		this.world.passesMillis(10_000);
		assertThat(moves()).containsExactly("30030 migrated near/websocket > near/websocket (draining)");
		assertThat(this.run.events).noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void messagesSurviveARollingRestartOfAllGatewaysOfTheOnlyAddress() {
		start();
		List<World.Gateway> drained = List.of(this.near, this.another, this.near);
		for (int i = 1; i <= 1_800; i++) {
			this.run.room.publish(("m" + i).getBytes(), DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			if (i % 600 == 200) {
				World.Gateway leaving = drained.get(i / 600);
				World.Gateway staying = (leaving == this.near) ? this.another : this.near;
				staying.serve();
				this.near.balancer = () -> staying;
				leaving.drain(2_000, 1_000);
			}
			this.world.passesMillis(5);
		}
		this.world.passesMillis(3_000);
		assertThat(moves()).hasSize(3).allMatch((move) -> move.contains("migrated near/websocket > near/websocket"));
		assertThat(this.world.published.values()).containsExactlyElementsOf(numbered("m"));
		assertThat(this.run.received).containsExactlyElementsOf(numbered("p"));
		assertThat(this.run.client.delivery().lost()).isZero();
		assertThat(this.run.client.delivery().unacknowledged()).isZero();
	}

	private static List<String> numbered(String prefix) {
		return IntStream.rangeClosed(1, 1_800).mapToObj((i) -> prefix + i).toList();
	}

	private static Supplier<World.Gateway> inTurn(World.Gateway... gateways) {
		int[] turn = { 0 };
		return () -> gateways[Math.min(turn[0]++, gateways.length - 1)];
	}

	private void far() {
		this.world.gateway("far/websocket", 60);
	}

	/** Starts the client and lets 10 s pass. */
	private void start() {
		this.run = new ClientRun(this.world, this.world.client());
		this.world.passesMillis(10_000);
		assertThat(this.run.incumbent()).isEqualTo("near/websocket");
	}

	private List<String> moves() {
		return this.run.events.stream()
			.filter((event) -> Stream.of("migrated", "failed over", " connected").anyMatch(event::contains))
			.filter((event) -> millis(event) >= 10_000)
			.toList();
	}

	private static long millis(String event) {
		return Long.parseLong(event.split(" ")[0]);
	}

}
