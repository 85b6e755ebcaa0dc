package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.MountedSecret;
import dev.perigee.gateway.test.NatsServer;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * NATS over TLS, where both sides show a certificate.
 */
@ExtendWith(OutputCaptureExtension.class)
class NatsTlsTests {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final X509Bundle oldAuthority = MountedSecret.authority("old");

	private final X509Bundle newAuthority = MountedSecret.authority("new");

	@Test
	void certificatesAndAuthorityAreReplacedUnderSessionsThatLoseNothing(CapturedOutput output) {
		X509Bundle first = MountedSecret.issue(this.oldAuthority);
		try (MountedSecret served = MountedSecret.of(first, this.oldAuthority);
				MountedSecret used = MountedSecret.of(first, this.oldAuthority);
				NatsServer nats = NatsServer.started(served.natsTls());
				GatewayProcess one = gateway(nats, used);
				GatewayProcess two = gateway(nats, used);
				TestClient ann = member(one, "ann");
				TestClient bob = member(two, "bob")) {
			awaitConnected(one, two);
			int handle = ann.join("room").handle();
			bob.join("room");
			publish(ann, handle, 1, 100);
			receive(bob, 1, 100);

			used.replace(MountedSecret.issue(this.newAuthority), this.oldAuthority, this.newAuthority);
			Await.until("both have the new files", BOUND,
					() -> output.toString().split("SSL bundle 'nats' was reloaded", -1).length == 3);
			publish(ann, handle, 101, 200);
			receive(bob, 101, 200);

			served.replace(MountedSecret.issue(this.newAuthority), this.newAuthority);
			nats.stop();
			awaitDisconnected(one, two);
			publish(ann, handle, 201, 300);
			nats.start();
			awaitConnected(one, two);
			receive(bob, 201, 300);
			publish(ann, handle, 301, 400);
			receive(bob, 301, 400);
			assertThat(bob.receivedSoFar(Frame.Deliver.class)).as("repeated").isEmpty();
		}
	}

	@Test
	void aServerWhoseCertificateNamesAnotherHostIsNotTrusted(CapturedOutput output) {
		X509Bundle elsewhere = MountedSecret.issueForAnotherHost(this.oldAuthority);
		X509Bundle here = MountedSecret.issue(this.oldAuthority);
		try (MountedSecret served = MountedSecret.of(elsewhere, this.oldAuthority);
				MountedSecret used = MountedSecret.of(here, this.oldAuthority);
				NatsServer nats = NatsServer.started(served.natsTls());
				GatewayProcess gateway = gateway(nats, used)) {
			Await.until("the reason is told", BOUND,
					() -> output.toString().contains("NATS can't be reached: No subject alternative names matching"));
			assertThat(gateway.bean(MessageBus.class).isConnected()).isFalse();
			nats.stop();
			served.replace(here, this.oldAuthority);
			nats.start();
			awaitConnected(gateway);
		}
	}

	@Test
	void aServerIsTrustedByTheNameThatItIsDialledBy() {
		X509Bundle named = MountedSecret.issueForName(this.oldAuthority);
		try (MountedSecret served = MountedSecret.of(named, this.oldAuthority);
				MountedSecret used = MountedSecret.of(MountedSecret.issue(this.oldAuthority), this.oldAuthority);
				NatsServer nats = NatsServer.started(served.natsTls());
				GatewayProcess gateway = gateway(nats.url().replace("127.0.0.1", "localhost"), used)) {
			awaitConnected(gateway);
		}
	}

	@Test
	void doesNotStartWithABundleThatIsNotThere() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> GatewayProcess.start(WebSocketGatewayApplication.class, "nats.spring.ssl-bundle=nope")
				.close())
			.havingRootCause()
			.withMessageContaining("nats.spring.ssl-bundle")
			.withMessageContaining("nope");
	}

	private static GatewayProcess gateway(NatsServer nats, MountedSecret secret) {
		return gateway(nats.url(), secret);
	}

	private static GatewayProcess gateway(String url, MountedSecret secret) {
		List<String> properties = new ArrayList<>(List.of(secret.bundle("nats")));
		properties.addAll(List.of("nats.spring.ssl-bundle=nats", "nats.spring.server=" + url,
				"logging.level.dev.perigee.gateway.tls=INFO"));
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties.toArray(String[]::new));
	}

	private static TestClient member(GatewayProcess gateway, String user) {
		TestClient client = WebSocketClient.connect(gateway);
		client.hello(Tokens.token(user, "*"));
		return client;
	}

	private static void awaitConnected(GatewayProcess... gateways) {
		for (GatewayProcess gateway : gateways) {
			Await.until("NATS is connected", BOUND, () -> gateway.bean(MessageBus.class).isConnected());
		}
	}

	private static void awaitDisconnected(GatewayProcess... gateways) {
		for (GatewayProcess gateway : gateways) {
			Await.until("NATS is away", BOUND, () -> !gateway.bean(MessageBus.class).isConnected());
		}
	}

	private static void publish(TestClient sender, int handle, int first, int last) {
		sender.send(IntStream.rangeClosed(first, last)
			.mapToObj((sequence) -> TestClient.message(handle, DeliveryClass.RELIABLE, sequence, "x"))
			.toArray(Frame[]::new));
	}

	/**
	 * Takes as many messages, which come out of order when some had to be found again.
	 */
	private static void receive(TestClient receiver, int first, int last) {
		assertThat(IntStream.rangeClosed(first, last)
			.mapToObj((index) -> (int) receiver.receive(Frame.Deliver.class).sequence()))
			.containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(first, last).boxed().toList());
	}

}
