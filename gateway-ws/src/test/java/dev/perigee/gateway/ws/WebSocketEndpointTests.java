package dev.perigee.gateway.ws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import dev.perigee.gateway.bus.Subjects;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is special to WebSocket, and the service around it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketEndpointTests {

	private GatewayProcess gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayProcess.start(WebSocketGatewayApplication.class, "gateway.region=test",
				"gateway.ws.max-message=100KB", "gateway.ws.ping-after=1s",
				"gateway.limits.unauthenticated-lifetime=2s");
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private WebSocketClient client() {
		return WebSocketClient.connect(this.gateway);
	}

	@Test
	void refusesText() {
		try (WebSocketClient client = client()) {
			client.sendText("hello");
			client.assertRefused(CloseCode.PROTOCOL_ERROR);
			client.assertClosedWith(CloseCode.PROTOCOL_ERROR);
		}
	}

	@Test
	void refusesAMessageWithoutAFrame() {
		try (WebSocketClient client = client()) {
			client.sendBytes(new byte[0]);
			client.assertRefused(CloseCode.PROTOCOL_ERROR);
			client.assertClosedWith(CloseCode.PROTOCOL_ERROR);
		}
	}

	@Test
	void refusesAMessageThatIsAnnouncedTooLong() {
		try (WebSocketClient client = client()) {
			client.sendBytes(new byte[200_000]);
			client.assertRefused(CloseCode.FRAME_TOO_LARGE);
			client.assertClosedWith(CloseCode.FRAME_TOO_LARGE);
		}
	}

	/** To close a socket with something to read in it would reset the connection. */
	@Test
	void tellsWhyToAClientThatSendsOnBeforeItReads() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", this.gateway.httpPort())) {
			socket.setSoTimeout(10_000);
			OutputStream out = socket.getOutputStream();
			out.write("""
					GET /rt HTTP/1.1\r
					Host: localhost\r
					Connection: Upgrade\r
					Upgrade: websocket\r
					Sec-WebSocket-Version: 13\r
					Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
					\r
					""".getBytes(StandardCharsets.US_ASCII));
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			assertThat(in.lines().takeWhile((line) -> !line.isEmpty())).first().asString().contains(" 101 ");
			out.write(HexFormat.of().parseHex("82ff000000000100000000000000"));
			for (int i = 0; i < 64; i++) {
				out.write(new byte[64 * 1024]);
			}
			assertThat(in.lines()).anyMatch((line) -> line.contains("FRAME_TOO_LARGE"));
		}
	}

	@Test
	void refusesAMessageThatGrowsTooLongInFragments() {
		try (WebSocketClient client = client()) {
			client.sendFragment(new byte[60_000], false);
			client.sendFragment(new byte[60_000], false);
			client.assertClosedWith(CloseCode.FRAME_TOO_LARGE);
		}
	}

	@Test
	void readsAMessageInFragments() {
		try (WebSocketClient client = client()) {
			byte[] probe = TestClient.encode(new Frame.Probe(3, 4));
			client.sendFragment(Arrays.copyOf(probe, 5), false);
			client.sendFragment(Arrays.copyOfRange(probe, 5, probe.length), true);
			assertThat(client.receive(Frame.Echo.class).sequence()).isEqualTo(3);
		}
	}

	@Test
	void refusesAMessageThatEndsWithinAFrame() {
		try (WebSocketClient client = client()) {
			client.sendBytes(Arrays.copyOf(TestClient.encode(new Frame.Probe(3, 4)), 5));
			client.assertRefused(CloseCode.PROTOCOL_ERROR);
			client.assertClosedWith(CloseCode.PROTOCOL_ERROR);
		}
	}

	@Test
	void aConnectionThatAnswersPingsStaysOpen() throws Exception {
		try (WebSocketClient client = client()) {
			client.hello(Tokens.token("ann", "*"));
			client.awaitPings(2);
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void doesNotStartWhenAFrameIsLongerThanAMessage() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> GatewayProcess.start(WebSocketGatewayApplication.class, "gateway.ws.max-message=64KB")
				.close())
			.havingRootCause()
			.withMessageContaining("gateway.ws.max-message")
			.withMessageContaining("gateway.limits.max-frame");
	}

	@Test
	void cutsWhoAsksTooSlowly() throws Exception {
		try (Socket slow = new Socket("127.0.0.1", this.gateway.httpPort())) {
			slow.getOutputStream().write("GET /rt HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
			slow.setSoTimeout(50);
			Await.until("the connection is cut", Duration.ofSeconds(15), () -> isCut(slow));
		}
	}

	/** Sends a little more of what never ends. */
	static boolean isCut(Socket slow) {
		try {
			slow.getOutputStream().write('x');
			return slow.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Test
	void asksForAnUpgrade() throws Exception {
		HttpResponse<String> response = get("/rt");
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
	}

	@Test
	void tellsWhatOperationsAskForOnAPortOfItsOwn() throws Exception {
		assertThat(actuator("health/liveness").statusCode()).isEqualTo(200);
		assertThat(actuator("health/readiness").statusCode()).isEqualTo(200);
		assertThat(actuator("health").statusCode()).as("NATS is down").isEqualTo(503);
		assertThat(actuator("gateway").body()).contains("\"region\":\"test\"").contains("ISOLATED");
		assertThat(actuator("drain").body()).contains("\"draining\":false");
		assertThat(actuator("prometheus").body()).contains("perigee_gateway_sessions")
			.contains("perigee_gateway_isolated{gateway_region=\"test\"} 1.0")
			.contains("perigee_gateway_refusals_total{code=\"UNAUTHENTICATED\"");
	}

	@Test
	void describesOneSessionAndOneRoomAndNamesNeitherUserNorRoom() throws Exception {
		try (WebSocketClient client = client()) {
			SessionId session = client.hello(Tokens.token("ann-at-three", "*")).session();
			client.join("the-bridge-at-night");
			String hash = Subjects.room("the-bridge-at-night").substring("rt.room.".length()).split("\\.")[1];
			assertThat(actuator("gateway/sessions/" + session).body()).contains("\"session\":\"" + session + '"')
				.contains("\"rooms\":[\"" + hash + "\"]")
				.contains("\"writable\":true");
			assertThat(actuator("gateway/rooms/" + hash).body()).contains("\"connections\":1");
			assertThat(actuator("gateway").body()).startsWith("{\"problems\":[\"ISOLATED")
				.contains('"' + hash + '"')
				.doesNotContain("ann-at-three")
				.doesNotContain("the-bridge-at-night");
			assertThat(actuator("gateway/sessions/0000000000000000").statusCode()).isEqualTo(404);
			assertThat(actuator("gateway/sessions/ann").statusCode()).isEqualTo(404);
			assertThat(actuator("gateway/rooms/" + session).statusCode()).isEqualTo(404);
			assertThat(actuator("gateway/users/ann").statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "health", "prometheus", "gateway", "drain" })
	void showsClientsNothingOfActuator(String endpoint) throws Exception {
		assertThat(get("/actuator/" + endpoint).statusCode()).isEqualTo(404);
	}

	@Test
	void tellsClientsTheRegions() throws Exception {
		HttpResponse<String> regions = get("/regions", "Origin", "https://app.example.com");
		assertThat(regions.body()).contains("\"name\":\"test\"").contains("\"health\":\"ISOLATED\"");
		assertThat(regions.headers().firstValue("Cache-Control")).hasValue("max-age=5, public");
		assertThat(regions.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
	}

	private HttpResponse<String> actuator(String endpoint) throws Exception {
		return get(this.gateway.managementPort(), "/actuator/" + endpoint);
	}

	private HttpResponse<String> get(String path, String... headers) throws Exception {
		return get(this.gateway.httpPort(), path, headers);
	}

	private static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

}
