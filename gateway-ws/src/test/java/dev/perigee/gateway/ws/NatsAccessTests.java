package dev.perigee.gateway.ws;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.NatsServer;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A NATS server that does not permit, or not carry, what a gateway needs.
 */
@ExtendWith(OutputCaptureExtension.class)
class NatsAccessTests {

	private static final Duration BOUND = Duration.ofSeconds(20);

	@Test
	void whatNatsDoesNotPermitIsSaidLoudly() throws Exception {
		try (NatsServer nats = NatsServer.started("""
				authorization { users: [ { user: gateway, password: "secret", permissions: {
				  publish: { deny: ["rt.>"] }, subscribe: { deny: ["rt.>"] } } } ] }
				""");
				GatewayProcess gateway = GatewayProcess.start(WebSocketGatewayApplication.class,
						"nats.spring.server=" + nats.url(), "nats.spring.username=gateway",
						"nats.spring.password=secret")) {
			Await.until("readiness fails", BOUND, () -> status(gateway, "/actuator/health/readiness") == 503);
			try (TestClient client = WebSocketClient.connect(gateway)) {
				client.send(new Frame.Probe(1, 1));
				assertThat(client.receive(Frame.Echo.class).flags()).containsExactly(EchoFlag.ISOLATED);
				client.hello(Tokens.token("ann", "*"));
				client.join("served-all-the-same");
			}
		}
	}

	@Test
	void aWrongPasswordKeepsTheGatewayIsolatedAndAlive(CapturedOutput output) throws Exception {
		try (NatsServer nats = NatsServer.started("authorization { user: gateway, password: \"secret\" }");
				GatewayProcess gateway = GatewayProcess.start(WebSocketGatewayApplication.class,
						"nats.spring.server=" + nats.url(), "nats.spring.username=gateway",
						"nats.spring.password=wrong");
				TestClient client = WebSocketClient.connect(gateway)) {
			client.hello(Tokens.token("ann", "*"));
			client.join("served-all-the-same");
			Await.until("the reason is told", BOUND,
					() -> output.toString().contains("NATS can't be reached: Authorization Violation"));
			assertThat(gateway.bean(MessageBus.class).isConnected()).isFalse();
			assertThat(status(gateway, "/actuator/health/readiness")).isEqualTo(200);
		}
	}

	@Test
	void whatNatsCannotCarryIsRefusedAndNotAcknowledged() throws Exception {
		try (NatsServer nats = NatsServer.started("max_payload: 4096");
				GatewayProcess gateway = GatewayProcess.start(WebSocketGatewayApplication.class,
						"management.endpoint.health.show-details=always", "nats.spring.server=" + nats.url());
				TestClient client = WebSocketClient.connect(gateway)) {
			Await.until("NATS is connected", BOUND, () -> gateway.bean(MessageBus.class).isConnected());
			client.hello(Tokens.token("ann", "*"));
			int handle = client.join("long").handle();
			client.publish(handle, DeliveryClass.RELIABLE, 1, "x".repeat(4_000));
			client.receive(Frame.Ack.class, (ack) -> ack.sequence() == 1);
			client.publish(handle, DeliveryClass.RELIABLE, 2, "x".repeat(4_100));
			ControlFrames.Refused refused = client.receive(ControlFrames.Refused.class);
			assertThat(refused.code()).isEqualTo(CloseCode.LIMIT_EXCEEDED.number());
			assertThat(refused.sequence()).isEqualTo(2);
			assertThat(client.receivedSoFar(Frame.Ack.class)).isEmpty();
			assertThat(body(gateway, "/actuator/health")).contains("max_payload is 4096")
				.contains("gateway.limits.max-frame");
		}
	}

	private static String body(GatewayProcess gateway, String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

	private static int status(GatewayProcess gateway, String path) {
		try {
			URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
			return HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
