package dev.perigee.gateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Replay;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ReportFrames;
import dev.perigee.protocol.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may rely on, whatever the transport: run by each service over real
 * connections on loopback, by a client that knows nothing but the specification. NATS is
 * down all the time, so all of this holds for an isolated gateway as well.
 */
public abstract class GatewayContract extends GatewayFixture {

	/** Messages that fill the buffers of any kernel: 40 MB. */
	private static final int MANY = 800;

	@Override
	protected final String[] properties() {
		return new String[] { "gateway.region=test", "gateway.limits.unauthenticated-lifetime=2s",
				"gateway.session.resume-grace=3s", "gateway.session.handover=200ms",
				"gateway.limits.max-probes-per-second=20", "gateway.limits.max-rooms=3",
				"gateway.session.max-queue=256KB" };
	}

	@Test
	void answersProbesBeforeHello() {
		TestClient client = client();
		client.send(new Frame.Probe(7, 123));
		Frame.Echo echo = client.receive(Frame.Echo.class);
		assertThat(echo.sequence()).isEqualTo(7);
		assertThat(echo.clientNanos()).isEqualTo(123);
		// a busy machine adds STRAINED
		assertThat(echo.flags()).contains(EchoFlag.ISOLATED).doesNotContain(EchoFlag.DRAINING);
		assertThat(echo.holdNanos()).isPositive();
	}

	@Test
	void answersADatagramProbe() {
		TestClient client = client();
		client.sendDatagram(TestClient.encode(new Frame.Probe(8, 124)));
		assertThat(client.receive(Frame.Echo.class).sequence()).isEqualTo(8);
	}

	@Test
	void limitsTheRateOfProbesAndGoesOn() {
		TestClient client = client();
		Frame[] probes = new Frame[60];
		for (int i = 0; i < probes.length; i++) {
			probes[i] = new Frame.Probe(i, 0);
		}
		client.send(probes);
		Refused refused = client.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
		assertThat(refused.retryAfterMillis()).isPositive();
		client.hello(Tokens.token("ann", "*"));
	}

	@Test
	void closesASilentConnectionWithoutHello() {
		TestClient client = client();
		client.send(new Frame.Probe(1, 0));
		client.assertRefused(CloseCode.HELLO_TIMEOUT);
		client.assertClosedWith(CloseCode.HELLO_TIMEOUT);
	}

	@Test
	void keepsAConnectionThatOnlyProbes() {
		TestClient client = client();
		long begin = System.nanoTime();
		int sequence = 0;
		while (System.nanoTime() - begin < Duration.ofSeconds(3).toNanos()) {
			client.send(new Frame.Probe(++sequence, 0));
			client.receive(Frame.Echo.class);
			LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
		}
		assertThat(client.isOpen()).isTrue();
	}

	@Test
	void welcomesAValidToken() {
		Welcome welcome = client().hello(Tokens.token("ann", "*"));
		assertThat(welcome.region()).isEqualTo("test");
		assertThat(welcome.resumed()).isFalse();
		assertThat(welcome.limits().maxRooms()).isEqualTo(3);
		assertThat(welcome.limits().attachesPerSecond()).isEqualTo(500);
		assertThat(welcome.limits().activatesPerSecond()).isEqualTo(2_000);
		assertThat(welcome.limits().framesPerSecond()).isEqualTo(100_000);
		assertThat(welcome.limits().bytesPerSecond()).isEqualTo(100L << 20);
		assertThat(welcome.tokenValidMillis()).isBetween(590_000L, 600_000L);
		assertThat(welcome.regions()).extracting("name").containsExactly("test");
	}

	@Test
	void refusesAForgedToken() {
		TestClient client = client();
		client.send(new Hello(1,
				Tokens.token("another secret of at least 32 bytes", "eve", Instant.now().plusSeconds(60), "*"), null, 0,
				null));
		client.assertRefused(CloseCode.UNAUTHENTICATED);
		client.assertClosedWith(CloseCode.UNAUTHENTICATED);
	}

	@Test
	void refusesAnExpiredToken() {
		TestClient client = client();
		client
			.send(new Hello(1, Tokens.token(Tokens.SECRET, "ann", Instant.now().minusSeconds(60), "*"), null, 0, null));
		client.assertRefused(CloseCode.UNAUTHENTICATED);
		client.assertClosedWith(CloseCode.UNAUTHENTICATED);
	}

	@Test
	void refusesATokenOfAUserWhoseNameIsTooLong() {
		TestClient client = client();
		client.send(new Hello(1, Tokens.token("x".repeat(257), "*"), null, 0, null));
		client.assertRefused(CloseCode.UNAUTHENTICATED);
		client.assertClosedWith(CloseCode.UNAUTHENTICATED);
		client().hello(Tokens.token("x".repeat(256), "*"));
	}

	@Test
	void refusesAnUnknownVersion() {
		TestClient client = client();
		client.send(new Hello(2, Tokens.token("ann", "*"), null, 0, null));
		client.assertRefused(CloseCode.UNSUPPORTED_VERSION);
		client.assertClosedWith(CloseCode.UNSUPPORTED_VERSION);
	}

	@Test
	void refusesToJoinBeforeHelloAndCloses() {
		TestClient client = client();
		client.send(new Join("r"));
		client.assertRefused(CloseCode.UNEXPECTED_FRAME);
		client.assertClosedWith(CloseCode.UNEXPECTED_FRAME);
	}

	@Test
	void refusesASecondHelloAndCloses() {
		TestClient client = member("ann");
		client.send(new Hello(1, Tokens.token("ann", "*"), null, 0, null));
		client.assertRefused(CloseCode.UNEXPECTED_FRAME);
		client.assertClosedWith(CloseCode.UNEXPECTED_FRAME);
	}

	@Test
	void refusesARoomThatTheTokenDoesNotAllowAndGoesOn() {
		TestClient client = client();
		client.hello(Tokens.token("ann", "open-*", "exact"));
		client.send(new Join("closed"));
		Refused refused = client.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.FORBIDDEN.number());
		assertThat(refused.room()).isEqualTo("closed");
		client.join("open-1");
		client.join("exact");
	}

	@Test
	void limitsTheNumberOfRoomsAndGoesOn() {
		TestClient client = member("ann");
		for (int i = 1; i <= 3; i++) {
			client.join("limit-" + i);
		}
		client.send(new Join("limit-4"));
		client.assertRefused(CloseCode.LIMIT_EXCEEDED);
		client.send(new Leave("limit-1"));
		client.join("limit-4");
	}

	@Test
	void refusesMalformedFramesAndCloses() {
		TestClient client = member("ann");
		client.sendBytes(new byte[] { 0x02, 0x01, 0x00 });
		client.assertRefused(CloseCode.PROTOCOL_ERROR);
		client.assertClosedWith(CloseCode.PROTOCOL_ERROR);
		member("ann").join("after-garbage");
	}

	@Test
	void refusesAnUnknownFrameTypeAndGoesOn() {
		TestClient client = member("ann");
		client.sendBytes(new byte[] { 0x01, 0x7f });
		client.assertRefused(CloseCode.UNKNOWN_FRAME_TYPE);
		client.join("after-unknown");
	}

	@Test
	void closesAConnectionThatSendsNothingButNonsense() {
		double before = refusals();
		TestClient client = client();
		byte[] nonsense = new byte[200_000];
		for (int i = 0; i < nonsense.length; i += 2) {
			nonsense[i] = 0x01;
			nonsense[i + 1] = (byte) 0xff;
		}
		client.sendBytes(nonsense);
		client.receive(Refused.class, (refused) -> refused.code() == CloseCode.RATE_LIMITED.number());
		client.assertClosedWith(CloseCode.RATE_LIMITED);
		assertThat(refusals() - before).isLessThan(100);
	}

	private double refusals() {
		return gateway().bean(MeterRegistry.class)
			.get(GatewayMeter.REFUSALS.meterName())
			.tag("code", CloseCode.UNKNOWN_FRAME_TYPE.name())
			.counter()
			.count();
	}

	@Test
	void refusesAnOversizedFrameAndCloses() {
		TestClient client = member("ann");
		client.sendBytes(TestClient.encode(TestClient.message(1, RELIABLE, 1, "x".repeat(70_000))));
		client.assertRefused(CloseCode.FRAME_TOO_LARGE);
		client.assertClosedWith(CloseCode.FRAME_TOO_LARGE);
	}

	@Test
	void countsTheReportsOfAUserOnceInAWhile() {
		double counted = reports("COUNTED");
		double tooSoon = reports("TOO_SOON");
		TestClient ann = member("ann-who-reports");
		ReportFrames.Report report = new ReportFrames.Report(List.of(
				new ReportFrames.CandidateSummary("test", Transport.WEBSOCKET, false, 300, 3, 20_000L, 30_000L),
				new ReportFrames.CandidateSummary("invented-by-ann", Transport.WEBSOCKET, true, 0, 0, null, null)),
				List.of(), 1, 400L);
		IntStream.range(0, 50).forEach((i) -> ann.send(report));
		ann.join("after-reports");
		assertThat(reports("COUNTED") - counted).isEqualTo(1);
		assertThat(reports("TOO_SOON") - tooSoon).isEqualTo(49);
		assertThat(gateway().bean(MeterRegistry.class).getMeters())
			.noneMatch((meter) -> meter.getId().toString().contains("ann"));
	}

	private double reports(String outcome) {
		return gateway().bean(MeterRegistry.class)
			.get(GatewayMeter.USERS_REPORTS.meterName())
			.tag("outcome", outcome)
			.counter()
			.count();
	}

	@Test
	void membersSeeEachOtherComeAndGo() {
		TestClient ann = member("ann");
		assertThat(ann.join("roster").members()).extracting(Member::user).containsExactly("ann");
		TestClient bob = client();
		Welcome bobs = bob.hello(Tokens.token("bob", "*"));
		assertThat(bob.join("roster").members()).extracting(Member::user).containsExactlyInAnyOrder("ann", "bob");
		Member joined = ann.receive(MemberJoined.class).member();
		assertThat(joined.session()).isEqualTo(bobs.session());
		assertThat(joined.region()).isEqualTo("test");
		bob.send(new Leave("roster"));
		assertThat(bob.receive(Leave.class).room()).isEqualTo("roster");
		assertThat(ann.receive(MemberLeft.class).session()).isEqualTo(bobs.session());
	}

	@Test
	void answersARepeatedJoinWithTheRoster() {
		TestClient ann = member("ann");
		ann.send(new Join("twice"), new Join("twice"));
		int handle = ann.receive(Joined.class).handle();
		assertThat(ann.join("twice").handle()).isEqualTo(handle);
	}

	@Test
	void deliversInOrderToOthersAndAcknowledgesToTheSender() {
		TestClient ann = client();
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		int handle = ann.join("talk").handle();
		TestClient bob = member("bob");
		bob.join("talk");
		for (int i = 1; i <= 100; i++) {
			ann.publish(handle, RELIABLE, i, "m" + i);
		}
		for (int i = 1; i <= 100; i++) {
			Frame.Deliver message = bob.receive(Frame.Deliver.class);
			assertThat(message.sequence()).isEqualTo(i);
			assertThat(message.sender()).isEqualTo(anns.session().value());
			assertThat(TestClient.text(message)).isEqualTo("m" + i);
		}
		ann.receive(Frame.Ack.class, (ack) -> ack.sequence() == 100);
		assertThat(ann.receivedSoFar(Frame.Deliver.class)).isEmpty();
	}

	@Test
	void dropsWhatAReturningSenderRepeatsAndAcknowledgesItAgain() {
		TestClient ann = member("ann");
		int handle = ann.join("repeat").handle();
		TestClient bob = member("bob");
		bob.join("repeat");
		ann.publish(handle, RELIABLE, 1, "once");
		ann.receive(Frame.Ack.class);
		ann.publish(handle, RELIABLE, 1, "once");
		ann.receive(Frame.Ack.class);
		ann.publish(handle, RELIABLE, 2, "next");
		assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(1);
		assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(2);
	}

	@Test
	void deliversUnreliableMessagesOfAnySize() {
		TestClient ann = member("ann");
		int handle = ann.join("media").handle();
		TestClient bob = member("bob");
		bob.join("media");
		ann.sendDatagram(TestClient.encode(TestClient.message(handle, UNRELIABLE, 1, "small")));
		assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("small");
		ann.publish(handle, UNRELIABLE, 2, "x".repeat(20_000));
		Frame.Deliver large = bob.receive(Frame.Deliver.class);
		assertThat(large.deliveryClass()).isEqualTo(UNRELIABLE);
		assertThat(TestClient.text(large)).hasSize(20_000);
	}

	@Test
	void refusesToPublishWhereItHasNotJoinedAndGoesOn() {
		TestClient ann = member("ann");
		ann.publish(99_999, RELIABLE, 1, "lost");
		ann.assertRefused(CloseCode.NOT_JOINED);
		ann.join("after-not-joined");
	}

	@Test
	void closesAClientThatReadsTooSlowlyAndServesTheOthers() {
		TestClient ann = member("ann");
		int handle = ann.join("slow").handle();
		TestClient slow = member("slow");
		slow.join("slow");
		TestClient bob = member("bob");
		bob.join("slow");
		slow.pauseReading();
		String text = "x".repeat(50_000);
		int sequence = 0;
		while (closedAsSlowConsumers() == 0 && sequence < MANY) {
			ann.publish(handle, RELIABLE, ++sequence, text);
			assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(sequence);
		}
		assertThat(sequence).isLessThan(MANY);
		assertThat(ann.receive(MemberLeft.class)).isNotNull();
	}

	private double closedAsSlowConsumers() {
		return gateway().bean(MeterRegistry.class)
			.get(GatewayMeter.CLOSES.meterName())
			.tag("code", CloseCode.SLOW_CONSUMER.name())
			.counter()
			.count();
	}

	@Test
	void replaysWhatWasMissedAndCallsNothingGoneThatNodesOutOfReachMayHave() {
		TestClient ann = client();
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		int handle = ann.join("replay").handle();
		for (int i = 3; i <= 5; i++) {
			ann.publish(handle, RELIABLE, i, "m" + i);
		}
		ann.receive(Frame.Ack.class, (ack) -> ack.sequence() == 5);
		TestClient bob = member("bob");
		Joined joined = bob.join("replay");
		assertThat(joined.positions()).containsExactly(new Position(anns.session(), 5));
		bob.send(new Replay("replay", List.of(new Position(anns.session(), 0))));
		for (int i = 3; i <= 5; i++) {
			assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("m" + i);
		}
		assertThat(bob.receivedSoFar(Gap.class)).as("there is no NATS").isEmpty();
	}

	@Test
	void answersALongReplayInPartsAndEachSenderOnce() {
		TestClient ann = client();
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		int handle = ann.join("long-replay").handle();
		int count = 60;
		for (int i = 1; i <= count; i++) {
			ann.publish(handle, RELIABLE, i, "x".repeat(5_000));
		}
		ann.receive(Frame.Ack.class, (ack) -> ack.sequence() == count);
		TestClient bob = member("bob");
		bob.join("long-replay");
		int part = (128 * 1024) / TestClient.encode(TestClient.message(handle, RELIABLE, 1, "x".repeat(5_008))).length;
		for (int i = 1; i <= count; i++) {
			if ((i - 1) % part == 0) {
				bob.send(new Replay("long-replay", Collections.nCopies(500, new Position(anns.session(), i - 1))));
			}
			assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(i);
		}
		assertThat(bob.receivedSoFar(Frame.Deliver.class)).isEmpty();
	}

	@Test
	void peersDoNotNoticeASessionThatComesBackInTime() {
		TestClient ann = member("ann");
		ann.join("resume");
		TestClient bob = client();
		Welcome before = bob.hello(Tokens.token("bob", "*"));
		bob.join("resume");
		ann.receive(MemberJoined.class);
		bob.abort();
		TestClient again = client();
		Welcome after = again.hello(Tokens.token("bob", "*"), before.resumeToken(), 1);
		assertThat(after.session()).isEqualTo(before.session());
		assertThat(after.resumed()).isTrue();
		again.join("resume");
		again.send(new Leave("resume"));
		assertThat(ann.receive(MemberLeft.class).session()).isEqualTo(before.session());
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
		assertThat(ann.receivedSoFar(MemberLeft.class)).isEmpty();
	}

	@Test
	void aSessionThatStaysAwayLeavesAfterTheGrace() {
		TestClient ann = member("ann");
		ann.join("gone");
		TestClient bob = client();
		Welcome bobs = bob.hello(Tokens.token("bob", "*"));
		bob.join("gone");
		bob.abort();
		assertThat(ann.receive(MemberLeft.class).session()).isEqualTo(bobs.session());
	}

	@Test
	void theNewerConnectionOfASessionSupersedesTheOlder() {
		TestClient ann = member("ann");
		int handle = ann.join("move").handle();
		TestClient old = client();
		Welcome before = old.hello(Tokens.token("bob", "*"));
		old.join("move");
		ann.receive(MemberJoined.class);
		TestClient fresh = client();
		fresh.hello(Tokens.token("bob", "*"), before.resumeToken(), 1);
		fresh.join("move");
		old.assertClosedWith(CloseCode.SUPERSEDED);
		ann.publish(handle, RELIABLE, 1, "still here");
		assertThat(TestClient.text(fresh.receive(Frame.Deliver.class))).isEqualTo("still here");
		assertThat(ann.receivedSoFar(MemberLeft.class)).isEmpty();
	}

	@Test
	void refusesAResumeTokenOfAnotherUserAndCloses() {
		String resumeToken = client().hello(Tokens.token("ann", "*")).resumeToken();
		TestClient eve = client();
		eve.send(new Hello(1, Tokens.token("eve", "*"), resumeToken, 1, null), new Join("sent-at-once"));
		eve.assertRefused(CloseCode.RESUME_REFUSED);
		eve.assertClosedWith(CloseCode.RESUME_REFUSED);
	}

}
