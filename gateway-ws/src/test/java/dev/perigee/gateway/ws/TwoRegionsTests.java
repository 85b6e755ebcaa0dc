package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.NatsRegions;
import dev.perigee.gateway.test.NatsServer;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
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
		assertThat(count(this.west, GatewayMeter.RECOVERED) - recovered).isEqualTo(3);
		assertThat(bob.receivedSoFar(Frame.Deliver.class)).isEmpty();
		assertThat(bob.receivedSoFar(Gap.class)).isEmpty();
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

	private static double count(GatewayProcess gateway, GatewayMeter meter) {
		return gateway.bean(MeterRegistry.class).get(meter.meterName()).counter().count();
	}

}
