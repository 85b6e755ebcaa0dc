package dev.perigee.gateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Replay;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.StandbyFrames.Activate;
import dev.perigee.protocol.StandbyFrames.Standby;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may rely on that keeps a second connection warm, whatever the transport.
 */
public abstract class StandbyContract extends GatewayFixture {

	private static final Duration BOUND = Duration.ofSeconds(10);

	@Override
	protected final String[] properties() {
		return new String[] { "gateway.region=test", "gateway.limits.unauthenticated-lifetime=2s",
				"gateway.session.handover=100ms", "gateway.limits.max-rooms=2", "gateway.auth.clock-skew=0s" };
	}

	private TestClient standby(Attached bob) {
		TestClient standby = client();
		Welcome welcome = standby.standBy(Tokens.token("bob", "*"), bob.resumeToken());
		assertThat(welcome.session()).isEqualTo(bob.session());
		return standby;
	}

	@Test
	void welcomesAStandbyAsItWouldASessionThatComesBack() {
		Welcome welcome = client().standBy(Tokens.token("bob", "*"), attached("bob").resumeToken());
		assertThat(welcome.resumed()).isTrue();
		assertThat(welcome.limits().maxRooms()).isEqualTo(2);
		assertThat(welcome.limits().attachesPerSecond()).isPositive();
		assertThat(welcome.regions()).extracting("name").containsExactly("test");
		assertThat(welcome.tokenValidMillis()).isBetween(590_000L, 600_000L);
	}

	@Test
	void aStandbySeesNothingAndNobodySeesIt() {
		TestClient ann = member("ann");
		int handle = ann.join("quiet").handle();
		TestClient standby = standby(attached("bob"));
		standby.send(new Join("quiet"));
		ann.publish(handle, RELIABLE, 1, "not for a standby");
		ann.receive(Frame.Ack.class);
		assertThat(standby.receivedSoFar(Frame.class)).isEmpty();
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
		standby.close();
		Await.until("the standby is gone", BOUND, () -> gateway().bean(Sessions.class).standbys() == 0);
		assertThat(ann.receivedSoFar(MemberLeft.class)).isEmpty();
	}

	@Test
	void anActivatedStandbyGoesOnUnnoticedWithWhatItsRoomsKept() {
		Attached sender = attached("ann");
		TestClient ann = sender.client();
		int handle = ann.join("move").handle();
		Attached bob = attached("bob");
		bob.client().join("move");
		ann.receive(MemberJoined.class);
		TestClient standby = standby(bob);
		standby.send(new Join("move"));
		ann.publish(handle, RELIABLE, 1, "before");
		bob.client().receive(Frame.Deliver.class);
		bob.client().publish(handle, RELIABLE, 1, "from bob");
		bob.client().receive(Frame.Ack.class);
		standby.send(new Activate(1), new Join("move"));
		assertThat(standby.receive(Welcome.class).session()).isEqualTo(bob.session());
		Joined joined = standby.receive(Joined.class);
		assertThat(joined.positions()).containsExactlyInAnyOrder(new Position(sender.session(), 1),
				new Position(bob.session(), 1));
		assertThat(joined.received()).isEqualTo(new Received(1, 1));
		standby.send(new Replay("move", List.of(new Position(sender.session(), 0))));
		assertThat(TestClient.text(standby.receive(Frame.Deliver.class))).isEqualTo("before");
		bob.client().assertClosedWith(CloseCode.SUPERSEDED);
		ann.publish(handle, RELIABLE, 2, "after");
		assertThat(TestClient.text(standby.receive(Frame.Deliver.class))).isEqualTo("after");
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
		assertThat(ann.receivedSoFar(MemberLeft.class)).isEmpty();
	}

	@Test
	void keepsRoomsWarmUntilTheyAreLeftOrTheConnectionEnds() {
		GatewayProcess fresh = startAnother("gateway.room.linger=0s");
		Welcome bob = client(fresh).hello(Tokens.token("bob", "*"));
		TestClient standby = client(fresh);
		standby.standBy(Tokens.token("bob", "*"), bob.resumeToken());
		standby.send(new Join("warm-1"), new Join("warm-2"));
		awaitRooms(fresh, 2);
		standby.send(new Leave("warm-1"));
		awaitRooms(fresh, 1);
		standby.activate(1);
		assertThat(fresh.bean(Rooms.class).size()).isEqualTo(1);
		standby.close();
		awaitRooms(fresh, 0);
	}

	private static void awaitRooms(GatewayProcess gateway, int count) {
		Await.until(count + " rooms are held", BOUND, () -> gateway.bean(Rooms.class).size() == count);
	}

	@Test
	void refusesRoomsAtOnceAndGoesOn() {
		Attached bob = attached("bob");
		TestClient standby = client();
		standby.standBy(Tokens.token("bob", "open-*"), bob.resumeToken());
		standby.send(new Join("closed"));
		Refused refused = standby.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.FORBIDDEN.number());
		assertThat(refused.room()).isEqualTo("closed");
		standby.send(new Join("open-1"), new Join("open-2"), new Join("open-2"), new Join("open-3"));
		assertThat(standby.receive(Refused.class).room()).isEqualTo("open-3");
		standby.activate(1);
		standby.join("open-2");
		standby.send(new Join("open-3"));
		standby.assertRefused(CloseCode.LIMIT_EXCEEDED);
		standby.send(new Leave("open-1"));
		assertThat(standby.receive(Leave.class).room()).isEqualTo("open-1");
		standby.join("open-3");
	}

	@Test
	void refusesAStandbyForSomebodyElseAndCloses() {
		TestClient eve = client();
		eve.send(new Standby(1, Tokens.token("eve", "*"), attached("bob").resumeToken(), null), new Join("at-once"));
		eve.assertRefused(CloseCode.RESUME_REFUSED);
		eve.assertClosedWith(CloseCode.RESUME_REFUSED);
	}

	@Test
	void keepsAStandbyThatProbesAndClosesASilentOne() {
		TestClient standby = standby(attached("bob"));
		long begin = System.nanoTime();
		while (System.nanoTime() - begin < Duration.ofSeconds(3).toNanos()) {
			probe(standby);
		}
		assertThat(standby.isOpen()).isTrue();
		standby.assertClosedWith(CloseCode.HELLO_TIMEOUT);
	}

	private static void probe(TestClient client) {
		client.send(new Frame.Probe(1, 0));
		client.receive(Frame.Echo.class);
		LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
	}

	@Test
	void anExpiredTokenDoesNotActivateUnlessItWasRenewed() {
		Attached bob = attached("bob");
		Instant soon = Instant.now().plusSeconds(2);
		String shortLived = Tokens.token(Tokens.SECRET, "bob", soon, "*");
		TestClient renewed = client();
		assertThat(renewed.standBy(shortLived, bob.resumeToken()).tokenValidMillis()).isBetween(1L, 2000L);
		TestClient expired = client();
		expired.standBy(shortLived, bob.resumeToken());
		assertThat(renewed.standBy(Tokens.token("bob", "*"), bob.resumeToken()).tokenValidMillis()).isGreaterThan(2000);
		Await.until("the token has expired", BOUND, () -> {
			probe(renewed);
			probe(expired);
			return Instant.now().isAfter(soon);
		});
		expired.send(new Activate(1));
		expired.assertRefused(CloseCode.UNAUTHENTICATED);
		expired.assertClosedWith(CloseCode.UNAUTHENTICATED);
		assertThat(renewed.activate(1).resumed()).isTrue();
	}

	@Test
	void aStandbyWithALowerEpochDoesNotTakeTheSession() {
		Attached bob = attached("bob");
		TestClient newer = client();
		newer.hello(Tokens.token("bob", "*"), bob.resumeToken(), 5);
		TestClient standby = standby(bob);
		standby.send(new Activate(4));
		standby.assertClosedWith(CloseCode.SUPERSEDED);
		newer.join("still-mine");
	}

	static List<Frame> framesOfOtherPhases() {
		return List.of(new Hello(1, "token", null, 0, null), TestClient.message(1, RELIABLE, 1, "too early"),
				new Replay("r", List.of()));
	}

	@ParameterizedTest
	@MethodSource("framesOfOtherPhases")
	void closesAStandbyThatSendsWhatIsForSessions(Frame frame) {
		TestClient standby = standby(attached("bob"));
		standby.send(frame);
		standby.assertRefused(CloseCode.UNEXPECTED_FRAME);
		standby.assertClosedWith(CloseCode.UNEXPECTED_FRAME);
	}

	@Test
	void closesWhoActivatesWithoutStandingBy() {
		TestClient stranger = client();
		stranger.send(new Activate(1));
		stranger.assertClosedWith(CloseCode.UNEXPECTED_FRAME);
		Attached ann = attached("ann");
		ann.client().send(new Standby(1, Tokens.token("ann", "*"), ann.resumeToken(), null));
		ann.client().assertClosedWith(CloseCode.UNEXPECTED_FRAME);
	}

	@Test
	void newcomersLeaveRoomForThoseWhoComeBack() {
		GatewayProcess busy = startAnother("gateway.limits.attaches-per-second=2");
		TestClient ann = client(busy);
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		TestClient standby = client(busy);
		standby.standBy(Tokens.token("ann", "*"), anns.resumeToken());
		TestClient newcomer = client(busy);
		newcomer.send(new Hello(1, Tokens.token("cid", "*"), null, 0, null), new Join("sent-at-once"));
		Refused refused = newcomer.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
		assertThat(refused.retryAfterMillis()).isPositive();
		newcomer.assertClosedWith(CloseCode.RATE_LIMITED);
		TestClient back = client(busy);
		assertThat(back.hello(Tokens.token("ann", "*"), anns.resumeToken(), 1).resumed()).isTrue();
		// those who stand by have a rate of their own
		assertThat(standby.activate(2).resumed()).isTrue();
	}

	@Test
	void thoseWhoStandByComeNoFasterThanDeclared() {
		GatewayProcess busy = startAnother("gateway.limits.activates-per-second=1");
		List<TestClient> standbys = Stream.of("ann", "bob", "cid", "dan", "eve").map((user) -> {
			TestClient standby = client(busy);
			standby.standBy(Tokens.token(user, "*"), client(busy).hello(Tokens.token(user, "*")).resumeToken());
			return standby;
		}).toList();
		standbys.forEach((standby) -> standby.send(new Activate(1)));
		List<Frame> answers = standbys.stream()
			.map((standby) -> standby.receive(Frame.class, (one) -> one instanceof Welcome || one instanceof Refused))
			.toList();
		assertThat(answers).hasAtLeastOneElementOfType(Welcome.class)
			.filteredOn(Refused.class::isInstance)
			.isNotEmpty()
			.allSatisfy((answer) -> {
				Refused refused = (Refused) answer;
				assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
				assertThat(refused.text()).contains("limits.activatesPerSecond");
				assertThat(refused.retryAfterMillis()).isPositive();
			});
		assertThat(standbys).allMatch(TestClient::isOpen);
	}

}
