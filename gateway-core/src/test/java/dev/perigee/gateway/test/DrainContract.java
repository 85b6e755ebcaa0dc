package dev.perigee.gateway.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.perigee.gateway.session.Drain;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.GoAway;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.StandbyFrames.Activate;
import dev.perigee.protocol.StandbyFrames.Standby;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client, and an operator, may rely on when a gateway is emptied, whatever the
 * transport.
 */
public abstract class DrainContract extends GatewayFixture {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private final HttpClient http = HttpClient.newHttpClient();

	@Override
	protected final String[] properties() {
		return new String[] { "management.endpoint.drain.access=unrestricted" };
	}

	@AfterEach
	void takeTheDrainBack() {
		closeClients();
		assertThat(call("DELETE", "", "").join().body()).contains("\"draining\":false");
		Await.until("all sessions are gone", BOUND, () -> gateway().bean(Sessions.class).size() == 0);
	}

	@Test
	void asksSessionsToMoveOneAfterAnotherAndStandbysAtOnce() {
		Attached ann = attached("ann");
		TestClient standby = client();
		standby.standBy(Tokens.token("ann", "*"), ann.resumeToken());
		List<TestClient> sessions = new ArrayList<>(List.of(ann.client()));
		for (int i = 1; i < 4; i++) {
			sessions.add(member("bob"));
		}
		CompletableFuture<HttpResponse<String>> drained = drain("20s");
		List<Long> delays = new ArrayList<>();
		for (TestClient session : sessions) {
			GoAway request = session.receive(GoAway.class);
			assertThat(request.deadlineMillis()).isEqualTo(20_000);
			delays.add(request.suggestedDelayMillis());
		}
		assertThat(delays).containsExactlyInAnyOrder(0L, 4_000L, 8_000L, 12_000L);
		assertThat(standby.receive(GoAway.class).suggestedDelayMillis()).isZero();
		assertThat(drained).isNotDone();
		sessions.forEach(TestClient::close);
		assertThat(drained.join().body()).contains("\"draining\":true", "\"sessions\":0", "\"standbys\":1");
	}

	@Test
	void aGatewayThatDrainsSaysSoAndStaysReady() {
		TestClient ann = member("ann");
		drain("20s");
		ann.receive(GoAway.class);
		assertThat(flags(ann)).contains(EchoFlag.DRAINING);
		assertThat(flags(client())).contains(EchoFlag.DRAINING);
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/drain").body()).contains("\"draining\":true", "\"sessions\":1");
		call("DELETE", "", "").join();
		assertThat(flags(ann)).doesNotContain(EchoFlag.DRAINING);
		member("bob");
	}

	@Test
	void aGatewayThatDrainsServesTheSessionsItHasAndTakesNoOthers() {
		Attached ann = attached("ann");
		ann.client().join("still-served");
		TestClient standby = client();
		standby.standBy(Tokens.token("ann", "*"), ann.resumeToken());
		drain("20s");
		ann.client().receive(GoAway.class);
		ann.client().join("another");
		assertDraining(client(), new Hello(1, Tokens.token("bob", "*"), null, 0, null), new Join("sent-at-once"));
		assertDraining(client(), new Standby(1, Tokens.token("ann", "*"), ann.resumeToken(), null), new Join("r"));
		assertDraining(standby, new Activate(1));
	}

	private static void assertDraining(TestClient client, Frame... frames) {
		client.send(frames);
		client.assertRefused(CloseCode.DRAINING);
		client.assertClosedWith(CloseCode.DRAINING);
	}

	@Test
	void closesWhoIsStillThereAtTheEndOfTheWindow() {
		TestClient ann = member("ann");
		HttpResponse<String> drained = drain("200ms").join();
		assertThat(drained.body()).contains("\"sessions\":0", "\"remainingMillis\":0");
		ann.assertRefused(CloseCode.DRAINING);
		ann.assertClosedWith(CloseCode.DRAINING);
	}

	@Test
	void aGetOfAWindowDrainsAndBlocksAsAPreStopHookNeeds() {
		TestClient ann = member("ann");
		CompletableFuture<HttpResponse<String>> drained = call("GET", "/20s", "");
		assertThat(ann.receive(GoAway.class).deadlineMillis()).isEqualTo(20_000);
		assertDraining(client(), new Hello(1, Tokens.token("bob", "*"), null, 0, null));
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(drained).isNotDone();
		ann.close();
		assertThat(drained.join().statusCode()).isEqualTo(200);
		assertThat(drained.join().body()).contains("\"draining\":true", "\"sessions\":0");
	}

	@Test
	void aGetWithoutAWindowOnlyTells() {
		assertThat(get("/actuator/drain").body()).contains("\"draining\":false");
		member("still-welcome");
	}

	@Test
	void aDrainThatIsTakenBackEndsTheRequestsThatWaitForIt() {
		TestClient ann = member("ann");
		CompletableFuture<HttpResponse<String>> drained = call("GET", "/20s", "");
		ann.receive(GoAway.class);
		call("DELETE", "", "").join();
		assertThat(drained.join().body()).contains("\"draining\":false", "\"sessions\":1");
		member("bob");
	}

	@Test
	void aGatewayThatWasDrainedHasNothingLeftToWaitForWhenItEnds() {
		member("ann");
		assertThat(call("GET", "/200ms", "").join().body()).contains("\"sessions\":0");
		StepVerifier.create(gateway().bean(Drain.class).begin("the gateway is stopped", Duration.ofHours(1)))
			.expectComplete()
			.verify(BOUND);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s", "soon" })
	void refusesAWindowThatIsNone(String window) {
		assertThat(drain(window).join().statusCode()).isEqualTo(400);
		assertThat(call("GET", "/" + window, "").join().statusCode()).isEqualTo(400);
		member("still-welcome");
	}

	@Test
	void drainsForTheDefaultWindowWhenNoneIsGiven() {
		TestClient ann = member("ann");
		call("POST", "", "").thenAccept((response) -> assertThat(response.statusCode()).isEqualTo(200));
		assertThat(ann.receive(GoAway.class).deadlineMillis()).isEqualTo(30_000);
	}

	private static List<EchoFlag> flags(TestClient client) {
		client.send(new Frame.Probe(1, 0));
		return List.copyOf(client.receive(Frame.Echo.class).flags());
	}

	private CompletableFuture<HttpResponse<String>> drain(String window) {
		return call("POST", "", "{\"window\":\"" + window + "\"}");
	}

	private CompletableFuture<HttpResponse<String>> call(String method, String below, String body) {
		return this.http.sendAsync(
				request("/actuator/drain" + below).method(method, BodyPublishers.ofString(body)).build(),
				BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String path) {
		return this.http.sendAsync(request(path).build(), BodyHandlers.ofString()).join();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway().managementPort() + path))
			.timeout(BOUND)
			.header("Content-Type", "application/json");
	}

}
