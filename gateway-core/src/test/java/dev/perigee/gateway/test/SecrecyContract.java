package dev.perigee.gateway.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.TokenFrames.Renew;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What nobody may read anywhere: run by each service, with everything logged that it
 * could log, and every Actuator endpoint exposed.
 */
@ExtendWith(OutputCaptureExtension.class)
public abstract class SecrecyContract extends GatewayFixture {

	private static final Pattern LINK = Pattern.compile("\"href\":\"([^\"{]+)\"");

	/** Names that only these tests use. */
	private static final String USER = "user-3f1b";

	private static final String ROOM = "room-77c0";

	@Override
	protected final String[] properties() {
		return new String[] { "gateway.region=test", "management.endpoints.web.exposure.include=*",
				"management.endpoint.heapdump.access=none", "logging.level.dev.perigee=TRACE",
				"logging.level.org.springframework.security=TRACE", "logging.level.org.springframework.web=DEBUG" };
	}

	@Test
	void neitherLogsNorActuatorNorErrorsTellSecretsOrNames(CapturedOutput output) throws Exception {
		List<String> secrets = new ArrayList<>(List.of(Tokens.SECRET, USER, ROOM));
		List<Refused> refusals = new ArrayList<>();
		String token = keep(secrets, Tokens.token(USER, ROOM));
		String renewal = keep(secrets, Tokens.token(USER, "other"));
		TestClient live = client();
		Welcome welcome = live.hello(token);
		keep(secrets, welcome.resumeToken());
		live.publish(live.join(ROOM).handle(), RELIABLE, 1, "said in " + ROOM);
		live.receive(Frame.Ack.class);
		live.send(new Join("not " + ROOM), new Renew(renewal), new Renew("not " + renewal));
		refusals.add(live.receive(Refused.class));
		refusals.add(live.receive(Refused.class));
		for (String bad : List.of(Tokens.token(Tokens.SECRET, USER, Instant.now().minusSeconds(99), ROOM),
				Tokens.token("another secret of at least 32 bytes", USER, Instant.now().plusSeconds(60), ROOM),
				token + "x", "no token at all " + token)) {
			refusals.add(refusal(new Hello(1, keep(secrets, bad), null, 0, null)));
		}
		refusals.add(refusal(new Hello(1, token, "x" + welcome.resumeToken(), 1, null)));
		refusals.add(refusal(control(0x10, "{\"version\":1,\"token\":\"" + token + "\",\"epoch\":\"" + token + "\"}")));
		refusals.add(refusal(control(0x10, "{\"version\":1,\"token\":\"" + token)));

		assertThat(refusals).extracting(Refused::text).noneMatch((text) -> tells(text, secrets));
		for (URI endpoint : endpoints()) {
			assertThat(get(endpoint)).as("%s", endpoint)
				.isNotEmpty()
				.satisfies((body) -> assertThat(tells(body, secrets)).isFalse());
		}
		assertThat(output.getAll()).contains("closed with UNAUTHENTICATED");
		assertThat(output.getAll().lines().filter((line) -> tells(line, secrets))).isEmpty();
	}

	/** A part of a token is a secret as well: its signature makes it one. */
	private static String keep(List<String> secrets, String token) {
		secrets.add(token.substring(token.lastIndexOf('.') + 1));
		return token;
	}

	private static boolean tells(String text, List<String> secrets) {
		return secrets.stream().anyMatch(text::contains);
	}

	private Refused refusal(Frame hello) {
		TestClient client = client();
		client.send(hello);
		return client.receive(Refused.class);
	}

	private Refused refusal(byte[] bytes) {
		TestClient client = client();
		client.sendBytes(bytes);
		Refused refused = client.receive(Refused.class);
		client.assertClosedWith(CloseCode.PROTOCOL_ERROR);
		return refused;
	}

	private static byte[] control(int type, String json) {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		byte[] frame = new byte[3 + body.length];
		frame[0] = (byte) (0x40 | (body.length + 1) >> 8);
		frame[1] = (byte) (body.length + 1);
		frame[2] = (byte) type;
		System.arraycopy(body, 0, frame, 3, body.length);
		return frame;
	}

	private List<URI> endpoints() throws IOException, InterruptedException {
		URI index = URI.create("http://127.0.0.1:" + gateway().managementPort() + "/actuator");
		Matcher links = LINK.matcher(get(index));
		List<URI> endpoints = new ArrayList<>();
		while (links.find()) {
			endpoints.add(URI.create(links.group(1)));
		}
		assertThat(endpoints).extracting(URI::getPath)
			.contains("/actuator/env", "/actuator/configprops", "/actuator/gateway", "/actuator/prometheus",
					"/actuator/drain");
		endpoints.removeIf((endpoint) -> endpoint.getPath().equals("/actuator"));
		return endpoints;
	}

	private static String get(URI uri) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
