package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.NatsRegions;
import dev.perigee.gateway.test.NatsServer;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways in two regions of NATS, 20 ms apart, whose connection can be cut: what is
 * lost between them is found again, although no later message shows that it is missing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoRegionsTests {

	private static final int JOINS = 60;

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final List<TestClient> clients = new ArrayList<>();

	private NatsRegions regions;

	private GatewayProcess east;

	private GatewayProcess west;

	@BeforeAll
	void start() {
		this.regions = new NatsRegions(Duration.ofMillis(20));
		this.east = gateway("east", this.regions.east());
		this.west = gateway("west", this.regions.west());
		awaitBothKnown();
	}

	private static GatewayProcess gateway(String region, NatsServer nats) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, "gateway.region=" + region,
				"nats.spring.server=" + nats.url(), "gateway.session.handover=200ms",
				"gateway.session.resume-grace=3s");
	}

	private void awaitBothKnown() {
		Await.until("both nodes know each other", BOUND, () -> this.east.bean(Cluster.class).nodes().size() == 2
				&& this.west.bean(Cluster.class).nodes().size() == 2);
	}

	@AfterEach
	void mend() {
		this.clients.forEach(TestClient::close);
		this.clients.clear();
		this.regions.mend();
		awaitBothKnown();
	}

	@AfterAll
	void stop() {
		this.east.close();
		this.west.close();
		this.regions.close();
	}

	private TestClient client(GatewayProcess gateway) {
		TestClient client = WebSocketClient.connect(gateway);
		this.clients.add(client);
		return client;
	}

	private TestClient member(GatewayProcess gateway, String user) {
		TestClient client = client(gateway);
		client.hello(Tokens.token(user, "*"));
		return client;
	}

	@Test
	void aLastMessageThatWasLostBetweenRegionsIsDeliveredWithoutALaterOne() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("tail").handle();
		TestClient bob = member(this.west, "bob");
		bob.join("tail");
		ann.publish(handle, RELIABLE, 1, "arrives");
		assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(1);
		double recovered = count(this.west, GatewayMeter.RECOVERED);
		this.regions.cut();
		for (int i = 2; i <= 4; i++) {
			ann.publish(handle, RELIABLE, i, "lost " + i);
		}
		ann.receive(Frame.Ack.class, (ack) -> ack.sequence() == 4);
		this.regions.mend();
		for (int i = 2; i <= 4; i++) {
			assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("lost " + i);
		}
		// counted after it was delivered
		Await.until("three were recovered", BOUND, () -> count(this.west, GatewayMeter.RECOVERED) - recovered == 3);
		assertThat(bob.receivedSoFar(Frame.Deliver.class)).isEmpty();
		assertThat(bob.receivedSoFar(Gap.class)).isEmpty();
	}

	/**
	 * Also of those whom somebody joins while others publish: what JOINED says of the
	 * sender's position and what is delivered follow on each other without a hole, and
	 * nothing had to be asked for again.
	 */
	@Test
	void whoJoinsMissesNothingThatIsPublishedAfterwards() {
		TestClient ann = client(this.east);
		SessionId anns = ann.hello(Tokens.token("ann", "*")).session();
		TestClient dan = member(this.east, "dan");
		TestClient bob = member(this.west, "bob");
		double recovered = count(this.west, GatewayMeter.RECOVERED);
		for (int i = 1; i <= JOINS; i++) {
			String room = "exact-" + i;
			int handle = ann.join(room).handle();
			try (Stream stream = new Stream(ann, handle)) {
				dan.send(new Join(room));
				Joined joined = bob.join(room);
				long last = joined.positions()
					.stream()
					.filter((position) -> position.session().equals(anns))
					.mapToLong(Position::sequence)
					.findAny()
					.orElse(0);
				dan.join(room);
				assertThat(firstAfter(bob, joined.handle(), last)).as("after JOINED of " + room).isEqualTo(last + 1);
				long until = stream.last() + 10;
				for (long sequence = last + 2; sequence <= until; sequence++) {
					assertThat(nextOf(bob, joined.handle())).as("after JOINED of " + room).isEqualTo(sequence);
				}
				assertThat(
						joined.members().stream().map(Member::user).anyMatch("dan"::equals) || isTold(bob, room, "dan"))
					.isTrue();
			}
			ann.send(new Leave(room));
			dan.send(new Leave(room));
			bob.send(new Leave(room));
		}
		assertThat(count(this.west, GatewayMeter.RECOVERED)).isEqualTo(recovered);
	}

	private static long firstAfter(TestClient client, int room, long last) {
		long sequence = nextOf(client, room);
		while (sequence <= last) {
			sequence = nextOf(client, room);
		}
		return sequence;
	}

	private static long nextOf(TestClient client, int room) {
		return client.receive(Frame.Deliver.class, (message) -> message.room() == room).sequence();
	}

	private static boolean isTold(TestClient client, String room, String user) {
		return client.receivedSoFar(MemberJoined.class)
			.stream()
			.anyMatch((joined) -> joined.room().equals(room) && joined.member().user().equals(user));
	}

	@Test
	void memberEventsThatWereLostBetweenRegionsAreMadeUpFor() {
		TestClient ann = member(this.east, "ann");
		ann.join("events");
		TestClient bob = client(this.west);
		Welcome bobs = bob.hello(Tokens.token("bob", "*"));
		bob.join("events");
		ann.receive(MemberJoined.class);
		this.regions.cut();
		TestClient cid = member(this.west, "cid");
		cid.join("events");
		bob.close();
		cid.receive(MemberLeft.class);
		this.regions.mend();
		assertThat(ann.receive(MemberJoined.class).member().user()).isEqualTo("cid");
		assertThat(ann.receive(MemberLeft.class).session()).isEqualTo(bobs.session());
	}

	@Test
	void ofTwoNodesThatHoldASessionAfterACutTheOneWithTheHigherEpochKeepsIt() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("split").handle();
		TestClient old = client(this.east);
		Welcome bobs = old.hello(Tokens.token("bob", "*"));
		old.join("split");
		ann.receive(MemberJoined.class);
		this.regions.cut();
		TestClient fresh = client(this.west);
		fresh.hello(Tokens.token("bob", "*"), bobs.resumeToken(), 1);
		fresh.join("split");
		ann.publish(handle, RELIABLE, 1, "while cut");
		assertThat(TestClient.text(old.receive(Frame.Deliver.class))).isEqualTo("while cut");
		assertThat(old.isOpen()).isTrue();
		this.regions.mend();
		old.assertClosedWith(CloseCode.SUPERSEDED);
		assertThat(TestClient.text(fresh.receive(Frame.Deliver.class))).isEqualTo("while cut");
		fresh.send(new Leave("split"));
		assertThat(ann.receive(MemberLeft.class).session()).isEqualTo(bobs.session());
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
	}

	/** Publishes a message about every millisecond. */
	private static final class Stream implements AutoCloseable {

		private final Thread thread;

		private volatile long last;

		private volatile boolean ended;

		private Stream(TestClient client, int room) {
			this.thread = new Thread(() -> {
				while (!this.ended) {
					client.publish(room, RELIABLE, this.last + 1, "m");
					this.last++;
					LockSupport.parkNanos(1_000_000);
				}
			});
			this.thread.start();
		}

		private long last() {
			return this.last;
		}

		@Override
		public void close() {
			this.ended = true;
			Await.until("the last message is out", BOUND, () -> !this.thread.isAlive());
		}

	}

	private static double count(GatewayProcess gateway, GatewayMeter meter) {
		return gateway.bean(MeterRegistry.class).get(meter.meterName()).counter().count();
	}

}
