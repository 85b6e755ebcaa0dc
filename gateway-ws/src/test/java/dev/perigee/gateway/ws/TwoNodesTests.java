package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.NatsServer;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ControlFrames.Replay;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.UpdateFrames.MemberChanged;
import dev.perigee.protocol.UpdateFrames.Regions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.context.SmartLifecycle;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Two gateways of two regions and a real nats-server between them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesTests {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final List<TestClient> clients = new ArrayList<>();

	private NatsServer nats;

	private GatewayProcess east;

	private GatewayProcess west;

	/**
	 * Those that fall silent; closed last, as services of one JVM share event loops.
	 */
	private final List<GatewayProcess> others = new ArrayList<>();

	@BeforeAll
	void start() {
		this.nats = NatsServer.started();
		this.east = gateway("east");
		this.west = gateway("west");
		awaitBothKnown();
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(TestClient::close);
		this.clients.clear();
	}

	@AfterAll
	void stop() {
		this.east.close();
		this.west.close();
		this.others.forEach(GatewayProcess::close);
		this.nats.close();
	}

	private GatewayProcess gateway(String region) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, "gateway.region=" + region,
				"gateway.node=node-" + region, "nats.spring.server=" + this.nats.url(),
				"gateway.session.resume-grace=5s", "gateway.session.handover=200ms",
				"gateway.room.digest-interval=100ms", "gateway.cluster.region-expiry=3s",
				"gateway.cluster.announce-interval=200ms", "gateway.cluster.dead-after=1s",
				"gateway.limits.max-probes-per-second=1000",
				"gateway.public-websocket-url=ws://" + region + ".test/rt");
	}

	private GatewayProcess another(String region) {
		GatewayProcess other = gateway(region);
		this.others.add(other);
		return other;
	}

	private static void fallSilent(GatewayProcess gateway) {
		gateway.context().getBean("natsBus", SmartLifecycle.class).stop();
	}

	private void awaitBothKnown() {
		Await.until("both nodes know each other", BOUND, () -> this.east.bean(Cluster.class).nodes().size() == 2
				&& this.west.bean(Cluster.class).nodes().size() == 2);
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
	void messagesCrossRegionsInOrder() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("cross").handle();
		TestClient bob = member(this.west, "bob");
		int bobsHandle = bob.join("cross").handle();
		for (int i = 1; i <= 200; i++) {
			ann.publish(handle, RELIABLE, i, "m" + i);
		}
		ann.publish(handle, UNRELIABLE, 1, "media");
		for (int i = 1; i <= 200; i++) {
			Frame.Deliver message = bob.receive(Frame.Deliver.class, (frame) -> frame.deliveryClass() == RELIABLE);
			assertThat(message.sequence()).isEqualTo(i);
			assertThat(message.room()).isEqualTo(bobsHandle);
			assertThat(TestClient.text(message)).isEqualTo("m" + i);
		}
		bob.receive(Frame.Deliver.class, (message) -> message.deliveryClass() == UNRELIABLE);
		ann.receive(Frame.Ack.class, (ack) -> ack.sequence() == 200);
	}

	@Test
	void aJoinedMemberMissesNothingPublishedAfterwards() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("barrier").handle();
		TestClient bob = member(this.west, "bob");
		bob.join("barrier");
		ann.publish(handle, RELIABLE, 1, "first");
		assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("first");
	}

	@Test
	void rostersSpanRegions() {
		TestClient ann = member(this.east, "ann");
		ann.join("roster");
		TestClient bob = member(this.west, "bob");
		assertThat(bob.join("roster").members()).extracting(Member::user, Member::region)
			.containsExactlyInAnyOrder(tuple("ann", "east"), tuple("bob", "west"));
		assertThat(ann.receive(MemberJoined.class).member().region()).isEqualTo("west");
		bob.send(new Leave("roster"));
		ann.receive(MemberLeft.class);
	}

	@Test
	void tellsClientsOfAllRegions() {
		Welcome welcome = client(this.east).hello(Tokens.token("ann", "*"));
		assertThat(welcome.regions()).extracting("websocket").contains("ws://east.test/rt", "ws://west.test/rt");
	}

	/**
	 * A region that is silent is kept for a while: it may be this one that hears nothing.
	 */
	@Test
	void tellsClientsOfRegionsThatComeAndGoMeanwhile() {
		TestClient ann = member(this.east, "ann");
		GatewayProcess south = another("south");
		assertThat(ann.receive(Regions.class, (news) -> news.regions().size() == 3).regions())
			.extracting(RegionInfo::websocket)
			.containsExactly("ws://east.test/rt", "ws://south.test/rt", "ws://west.test/rt");
		fallSilent(south);
		Await.until("the region is silent", BOUND,
				() -> this.east.bean(Cluster.class)
					.regions()
					.stream()
					.anyMatch((region) -> region.name().equals("south") && region.health() == RegionHealth.SILENT));
		assertThat(ann.receive(Regions.class, (news) -> news.regions().size() == 2).regions())
			.extracting(RegionInfo::name)
			.containsExactly("east", "west");
	}

	@Test
	void replaysFromTheRingOfAnotherNode() {
		TestClient ann = client(this.east);
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		int handle = ann.join("far-replay").handle();
		ann.publish(handle, RELIABLE, 1, "early");
		ann.receive(Frame.Ack.class);
		TestClient bob = member(this.west, "bob");
		Joined joined = bob.join("far-replay");
		assertThat(joined.positions()).containsExactly(new Position(anns.session(), 1));
		bob.send(new Replay("far-replay", List.of(new Position(anns.session(), 0))));
		Frame.Deliver message = bob.receive(Frame.Deliver.class);
		assertThat(TestClient.text(message)).isEqualTo("early");
		assertThat(message.room()).isEqualTo(joined.handle());
	}

	@Test
	void saysWhatNoNodeHas() {
		awaitBothKnown();
		TestClient ann = client(this.east);
		Welcome anns = ann.hello(Tokens.token("ann", "*"));
		int handle = ann.join("gone").handle();
		ann.publish(handle, RELIABLE, 3, "m3");
		ann.receive(Frame.Ack.class);
		TestClient bob = member(this.west, "bob");
		bob.join("gone");
		Await.until("nobody is missed", BOUND, () -> this.west.bean(Cluster.class).isWhole());
		bob.send(new Replay("gone", List.of(new Position(anns.session(), 0))));
		assertThat(bob.receive(Gap.class)).isEqualTo(new Gap("gone", anns.session(), 1, 2));
		assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(3);
	}

	@Test
	void aSessionMovesToAnotherNodeUnnoticed() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("move").handle();
		TestClient old = client(this.east);
		Welcome before = old.hello(Tokens.token("bob", "*"));
		old.join("move");
		ann.receive(MemberJoined.class);
		TestClient fresh = client(this.west);
		assertThat(fresh.hello(Tokens.token("bob", "*"), before.resumeToken(), 1).session())
			.isEqualTo(before.session());
		fresh.join("move");
		old.assertClosedWith(CloseCode.SUPERSEDED);
		ann.publish(handle, RELIABLE, 1, "hello west");
		assertThat(TestClient.text(fresh.receive(Frame.Deliver.class))).isEqualTo("hello west");
		fresh.send(new Leave("move"));
		ann.receive(MemberLeft.class);
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
	}

	@Test
	void ofASilentNodesMembersThoseStayWhoComeBackElsewhere() {
		GatewayProcess north = another("north");
		TestClient ann = member(this.east, "ann");
		ann.join("silence");
		TestClient bob = client(north);
		Welcome bobs = bob.hello(Tokens.token("bob", "*"));
		bob.join("silence");
		TestClient cid = client(north);
		Welcome cids = cid.hello(Tokens.token("cid", "*"));
		cid.join("silence");
		ann.receive(MemberJoined.class);
		ann.receive(MemberJoined.class);
		fallSilent(north);
		assertThat(ann.receive(MemberChanged.class).members()).allMatch(Member::unreachable)
			.extracting(Member::session)
			.containsExactlyInAnyOrder(bobs.session(), cids.session());
		TestClient dan = member(this.west, "dan");
		assertThat(dan.join("silence").members()).extracting(Member::user, Member::unreachable)
			.containsExactlyInAnyOrder(tuple("ann", false), tuple("bob", true), tuple("cid", true),
					tuple("dan", false));
		TestClient again = client(this.west);
		again.hello(Tokens.token("bob", "*"), bobs.resumeToken(), 1);
		again.join("silence");
		for (TestClient peer : List.of(ann, dan)) {
			assertThat(peer.receive(MemberChanged.class).members())
				.containsExactly(new Member(bobs.session(), "bob", "west"));
			assertThat(peer.receive(MemberLeft.class).session()).isEqualTo(cids.session());
			assertThat(peer.receivedSoFar(MemberLeft.class)).isEmpty();
			assertThat(peer.receivedSoFar(MemberChanged.class)).isEmpty();
		}
		assertThat(ann.receive(MemberJoined.class).member().user()).isEqualTo("dan");
		assertThat(ann.receivedSoFar(MemberJoined.class)).isEmpty();
		assertThat(dan.receivedSoFar(MemberJoined.class)).isEmpty();
	}

	@Test
	void isolationIsSaidAndMendsItself() {
		TestClient ann = member(this.east, "ann");
		int handle = ann.join("isolation").handle();
		TestClient bob = member(this.west, "bob");
		bob.join("isolation");
		this.nats.stop();
		awaitFlag(ann, true);
		ann.publish(handle, RELIABLE, 1, "alone");
		ann.receive(Frame.Ack.class);
		member(this.east, "cid").join("isolation");
		this.nats.start();
		awaitFlag(ann, false);
		awaitFlag(bob, false);
		assertThat(bob.receive(MemberJoined.class).member().user()).isEqualTo("cid");
		assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("alone");
		ann.publish(handle, RELIABLE, 2, "together");
		assertThat(bob.receive(Frame.Deliver.class).sequence()).isEqualTo(2);
	}

	private static void awaitFlag(TestClient client, boolean isolated) {
		Await.until("ISOLATED is " + isolated, BOUND, () -> {
			client.send(new Frame.Probe(5, 5));
			return client.receive(Frame.Echo.class).flags().contains(EchoFlag.ISOLATED) == isolated;
		});
	}

}
