package dev.perigee.gateway.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may not have too much of, and how it is told: run by each service over
 * real connections.
 */
public abstract class LimitContract extends GatewayFixture {

	/** There was no answer at all. */
	public static final int CUT = -1;

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final int CONNECTIONS = 8;

	/** At once: ten seconds' worth. What comes meanwhile on a busy machine is little. */
	private static final int FRAMES = 20;

	/** At once: a second's worth, and four for each room. */
	private static final int REQUESTS = 9;

	@Override
	protected final String[] properties() {
		return new String[] { "gateway.region=test",
				"gateway.allowed-origins=https://*.example.com,https://app.test:8443",
				"gateway.limits.connections-per-address=" + CONNECTIONS, "gateway.limits.connections-per-user=2",
				"gateway.limits.frames-per-second=2", "gateway.limits.bytes-per-second=10KB",
				"gateway.limits.requests-per-second=1", "gateway.limits.max-rooms=2" };
	}

	/**
	 * Tries to connect. Over QUIC, clients try again by themselves for as long as nobody
	 * answers.
	 * @return the status of the refusal, 200 for none, {@link #CUT} for silence
	 */
	protected abstract int handshake(GatewayProcess gateway, @Nullable String origin);

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-, 200", "https://chat.example.com, 200", "https://app.test:8443, 200",
					"https://example.com.evil.test, 403", "http://chat.example.com, 403", "https://app.test, 403",
					"null, 403" })
	void letsOnlyPagesOfAllowedOriginsIn(@Nullable String origin, int status) {
		double before = limited(gateway(), Limit.ORIGIN);
		assertThat(handshake(gateway(), origin)).isEqualTo(status);
		assertThat(limited(gateway(), Limit.ORIGIN) - before).isEqualTo((status == 403) ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "-, 200", "https://chat.example.com, 200", "https://example.com, 403" })
	void letsOnlyPagesOfAllowedOriginsReadTheRegions(@Nullable String origin, int status) throws Exception {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + gateway().httpPort() + "/regions"));
		if (origin != null) {
			request.header("Origin", origin);
		}
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(request.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.body().contains("\"name\":\"test\"")).isEqualTo(status == 200);
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
			.isEqualTo(Optional.ofNullable((status == 200) ? origin : null));
		assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
	}

	@Test
	void anAddressHasSoManyConnectionsAndOneMoreWhenOneEnds() {
		awaitConnections(0);
		List<TestClient> clients = new ArrayList<>();
		IntStream.range(0, CONNECTIONS).forEach((i) -> clients.add(client()));
		clients.forEach((client) -> client.receivedSoFar(Frame.class));
		double before = limited(gateway(), Limit.ADDRESS);
		client().assertClosedWith(CloseCode.TOO_MANY_CONNECTIONS);
		assertThat(limited(gateway(), Limit.ADDRESS) - before).isEqualTo(1);
		clients.get(0).close();
		awaitConnections(CONNECTIONS - 1);
		client().hello(Tokens.token("ann", "*"));
	}

	@Test
	void aUserHasSoManyConnectionsAndOneMoreWhenOneEnds() {
		Attached first = attached("ann");
		TestClient standby = client();
		standby.standBy(Tokens.token("ann", "*"), first.resumeToken());
		TestClient third = client();
		third.send(new Hello(1, Tokens.token("ann", "*"), null, 0, null), new Join("sent-at-once"));
		Refused refused = third.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.TOO_MANY_CONNECTIONS.number());
		assertThat(refused.advice()).isEqualTo(Advice.RETRY_ELSEWHERE);
		third.assertClosedWith(CloseCode.TOO_MANY_CONNECTIONS);
		member("bob");
		standby.activate(1);
		int open = gateway().bean(Sessions.class).connections();
		standby.close();
		awaitConnections(open - 1);
		client().hello(Tokens.token("ann", "*"));
	}

	@Test
	void refusesMessagesBeyondTheRateByTheirSequenceAndGoesOn() {
		TestClient ann = member("ann");
		int handle = ann.join("flood").handle();
		for (int i = 1; i <= 2 * FRAMES; i++) {
			ann.publish(handle, RELIABLE, i, "m");
		}
		Refused refused = ann.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
		assertThat(refused.room()).isEqualTo("flood");
		assertThat(refused.sequence()).isBetween(FRAMES - 1L, 2L * FRAMES);
		assertThat(refused.retryAfterMillis()).isPositive();
		for (int i = 1; i <= 2 * FRAMES; i++) {
			ann.publish(handle, UNRELIABLE, i, "dropped, and told no more");
		}
		assertThat(ann.receivedSoFar(Refused.class).stream().filter((one) -> one.sequence() == null))
			.hasSizeLessThan(3);
		assertThat(limited(gateway(), Limit.FRAMES)).isGreaterThan(FRAMES);
	}

	@Test
	void refusesBytesBeyondTheRateAndGoesOn() {
		TestClient ann = member("ann");
		int handle = ann.join("flood").handle();
		for (int i = 1; i <= 6; i++) {
			ann.publish(handle, RELIABLE, i, "x".repeat(50_000));
		}
		Refused refused = ann.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
		assertThat(refused.text()).contains("bytes");
		assertThat(refused.sequence()).isBetween(3L, 6L);
		ann.send(new Frame.Probe(1, 0));
		ann.receive(Frame.Echo.class);
	}

	@Test
	void aRosterIsNotToBeHadAgainAndAgain() {
		TestClient ann = member("ann");
		for (int i = 0; i < 2 * REQUESTS; i++) {
			ann.send(new Join("again"));
		}
		Refused refused = ann.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.RATE_LIMITED.number());
		assertThat(refused.room()).isEqualTo("again");
		assertThat(ann.receivedSoFar(Joined.class)).hasSizeLessThan(2 * REQUESTS);
	}

	@Test
	void closesWhoGoesOnAfterItWasTold() {
		TestClient ann = member("ann");
		Frame[] flood = IntStream.range(0, 500).mapToObj((i) -> new Join("again")).toArray(Frame[]::new);
		ann.send(flood);
		ann.assertClosedWith(CloseCode.RATE_LIMITED);
		member("bob").join("still served");
	}

	@Test
	void turnsAwayWhoComesTooFast() {
		GatewayProcess busy = startAnother("gateway.limits.handshakes-per-second=1");
		TestClient served = client(busy);
		IntStream.range(0, 8).parallel().forEach((i) -> handshake(busy, null));
		assertThat(limited(busy, Limit.HANDSHAKES)).isPositive();
		Welcome welcome = served.hello(Tokens.token("ann", "*"));
		assertThat(welcome.resumed()).isFalse();
	}

	private void awaitConnections(int count) {
		Await.until(count + " connections are open", BOUND,
				() -> gateway().bean(Sessions.class).connections() == count);
	}

	protected static double limited(GatewayProcess gateway, Limit limit) {
		return gateway.bean(MeterRegistry.class)
			.get(GatewayMeter.LIMITED.meterName())
			.tag("limit", limit.name())
			.counter()
			.count();
	}

}
