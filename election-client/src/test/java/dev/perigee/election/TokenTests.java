package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.TokenFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When tokens are asked for, and what becomes of a client that gets none, in virtual
 * time.
 */
@ExtendWith(OutputCaptureExtension.class)
class TokenTests {

	private final World world = new World();

	private final List<String> asked = new ArrayList<>();

	private ClientRun run;

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
	}

	@Test
	void dialsOfTheSameMomentShareAToken() {
		this.world.gateway("far/websocket", 60);
		this.world.gateway("near/websocket", 20);
		start(this::next);
		this.world.passesMillis(100);
		assertThat(this.asked).hasSize(1);
		assertThat(this.run.incumbent()).isEqualTo("near/websocket");
	}

	@Test
	void tokenIsFetchedWhileTheDialIsUnderWay() {
		this.world.gateway("near/websocket", 20);
		start(() -> next().delayElement(Duration.ofMillis(15), this.world.time));
		this.world.passesMillis(40);
		assertThat(this.run.events).contains("40 connected near/websocket");
	}

	@Test
	void everyHelloGetsAFreshToken() {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		start(this::next);
		for (int outage = 0; outage < 3; outage++) {
			this.world.passesMillis(10_000);
			near.kill();
			near.reachable = true;
		}
		this.world.passesMillis(10_000);
		assertThat(near.hellos).extracting(ControlFrames.Hello::token).hasSize(4).doesNotHaveDuplicates();
	}

	@Test
	void expiredTokenIsRefreshedBeforeTheNextDial() {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		near.refuseHello = CloseCode.UNAUTHENTICATED;
		start(this::next);
		this.world.passesMillis(45);
		near.refuseHello = null;
		this.world.passesMillis(2_000);
		assertThat(near.hellos).extracting(ControlFrames.Hello::token).containsExactly("secret-1", "secret-2");
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void supplierThatFailsOrHangsIsAskedAgain() {
		this.world.gateway("near/websocket", 20);
		start(() -> next().flatMap((token) -> switch (this.asked.size()) {
			case 1 -> Mono.error(new IllegalStateException(token));
			case 2 -> Mono.never();
			case 3 -> Mono.empty();
			default -> Mono.just(token);
		}));
		this.world.passes(Duration.ofSeconds(15));
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void supplierThatIsDownNeverEndsARunningSession() {
		this.world.gateway("near/websocket", 20).tokenValidMillis = 60_000;
		this.world.gateway("far/websocket", 60).tokenValidMillis = 60_000;
		start(() -> this.asked.isEmpty() ? next() : Mono.error(new IllegalStateException("down")));
		this.world.passes(Duration.ofMinutes(10));
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.run.events).noneMatch((event) -> event.contains("lost"));
		assertThat(this.world.gateway("far/websocket").dials).isEqualTo(1);
	}

	@Test
	void tokenOfTheLiveSessionIsRenewedWhenFourFifthsOfItsTimeAreOver() {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		near.tokenValidMillis = 60_000;
		start(this::next);
		this.world.passes(Duration.ofSeconds(47));
		assertThat(near.renewals).isEmpty();
		this.world.passes(Duration.ofSeconds(50));
		assertThat(near.renewals).extracting(TokenFrames.Renew::token).containsExactly("secret-2", "secret-3");
		assertThat(near.hellos).hasSize(1);
	}

	@Test
	void refusedRenewalIsTriedAgainWithAnotherTokenAndEndsNothing() {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		near.tokenValidMillis = 60_000;
		start(() -> Mono.just((this.world.time.now(TimeUnit.MILLISECONDS) < 100_000) ? "old" : "new"));
		this.world.passes(Duration.ofSeconds(10));
		near.refuseHello = CloseCode.UNAUTHENTICATED;
		this.world.passes(Duration.ofSeconds(80));
		near.refuseHello = null;
		this.world.passes(Duration.ofSeconds(31));
		assertThat(near.renewals).extracting(TokenFrames.Renew::token).containsExactly("old", "new");
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.run.events).noneMatch((event) -> event.contains("refused"));
	}

	@Test
	void roomThatAnExpiredTokenShutsOpensAfterItsRenewal() {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		start(this::next);
		this.world.passesMillis(1_000);
		near.tokenExpired = true;
		Room room = this.run.client.room("another");
		List<RoomEvent> events = new ArrayList<>();
		room.events().subscribe(events::add);
		this.world.passesMillis(100);
		assertThat(near.renewals).hasSize(1);
		assertThat(events).hasAtLeastOneElementOfType(RoomEvent.Joined.class)
			.doesNotHaveAnyElementsOfTypes(RoomEvent.Refused.class);
	}

	@Test
	void noTokenIsEverWrittenDown(CapturedOutput output) {
		World.Gateway near = this.world.gateway("near/websocket", 20);
		World.Gateway far = this.world.gateway("far/websocket", 60);
		near.refuseHello = CloseCode.UNAUTHENTICATED;
		start(() -> (this.asked.size() == 1) ? next().map((token) -> {
			throw new IllegalStateException(token);
		}) : next());
		List<Object> said = new ArrayList<>();
		this.run.client.events().subscribe(said::add);
		this.run.client.standings().subscribe(said::add);
		this.world.passes(Duration.ofSeconds(30));
		far.kill();
		this.world.passes(Duration.ofMinutes(10));
		assertThat(this.asked).hasSizeGreaterThan(2);
		said.addAll(near.hellos);
		said.addAll(far.standbys);
		said.addAll(far.hellos);
		assertThat(said).isNotEmpty().noneMatch((one) -> one.toString().contains("secret"));
		assertThat(output.getAll()).doesNotContain("secret");
	}

	private void start(TokenSupplier supplier) {
		this.run = new ClientRun(this.world, this.world.client().tokenSupplier(supplier));
	}

	private Mono<String> next() {
		return Mono.fromSupplier(() -> {
			this.asked.add("secret-" + (this.asked.size() + 1));
			return this.asked.get(this.asked.size() - 1);
		});
	}

}
