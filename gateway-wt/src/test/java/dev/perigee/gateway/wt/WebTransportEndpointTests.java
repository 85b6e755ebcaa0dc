package dev.perigee.gateway.wt;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.Frame;
import dev.perigee.webtransport.SessionRefusedException;
import dev.perigee.webtransport.StreamLimitException;
import dev.perigee.webtransport.StreamResetException;
import dev.perigee.webtransport.WebTransportStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is special to WebTransport.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class WebTransportEndpointTests {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private GatewayProcess gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayProcess.start(WebTransportGatewayApplication.class, TestIdentity.LOOPBACK.properties());
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void answersOnOnePathOnly() {
		URI elsewhere = URI
			.create("https://127.0.0.1:" + this.gateway.bean(WebTransportEndpoint.class).port() + "/elsewhere");
		assertThatExceptionOfType(SessionRefusedException.class)
			.isThrownBy(() -> WebTransportTestClient.connect(elsewhere))
			.withMessageContaining("404");
	}

	@Test
	void takesALargeUnreliableMessageOnAStreamOfItsOwn() {
		try (WebTransportTestClient ann = member("ann"); WebTransportTestClient bob = member("bob")) {
			int handle = ann.join("large").handle();
			bob.join("large");
			ann.sendMessageStream(TestClient.encode(TestClient.message(handle, UNRELIABLE, 1, "x".repeat(5_000))));
			assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).hasSize(5_000);
		}
	}

	@Test
	void refusesAReliableMessageInADatagramAndCloses() {
		try (WebTransportTestClient ann = member("ann")) {
			int handle = ann.join("datagram").handle();
			ann.sendDatagram(TestClient.encode(TestClient.message(handle, RELIABLE, 1, "x")));
			ann.assertRefused(CloseCode.UNEXPECTED_FRAME);
			ann.assertClosedWith(CloseCode.UNEXPECTED_FRAME);
		}
	}

	@Test
	void refusesASecondSessionStream() {
		try (WebTransportTestClient ann = member("ann")) {
			StepVerifier.create(ann.openAnotherStream())
				.expectErrorMatches((error) -> error instanceof StreamResetException)
				.verify(BOUND);
			ann.join("still-served");
		}
	}

	@Test
	void aFloodOfStreamsEndsWithTheCreditForThem() {
		try (WebTransportTestClient ann = member("ann"); WebTransportTestClient bob = member("bob")) {
			Mono<Long> begun = Flux.range(0, 1_000)
				.concatMap((index) -> ann.beginMessageStream(1))
				.onErrorComplete(StreamLimitException.class)
				.count();
			assertThat(begun.block(BOUND)).isLessThanOrEqualTo(64);
			ann.join("flooded");
			bob.join("flooded");
		}
	}

	@Test
	void whoHasNoSessionHasAPlaceForOneUnfinishedMessage() {
		try (WebTransportTestClient ann = WebTransportTestClient.connect(this.gateway)) {
			ann.send(new Frame.Probe(1, 0));
			ann.receive(Frame.Echo.class);
			ann.beginMessageStream(60_000).block(BOUND);
			assertThat(ann.receivedSoFar(Refused.class)).isEmpty();
			ann.beginMessageStream(60_000).block(BOUND);
			ann.assertRefused(CloseCode.RATE_LIMITED);
			ann.hello(Tokens.token("ann", "*"));
		}
	}

	@Test
	void unfinishedMessagesHaveAPlaceTogetherThatTheyGiveBack() {
		try (WebTransportTestClient ann = member("ann"); WebTransportTestClient bob = member("bob")) {
			int handle = ann.join("unfinished").handle();
			bob.join("unfinished");
			List<WebTransportStream> begun = Flux.range(0, 20)
				.concatMap((index) -> ann.beginMessageStream(60_000))
				.collectList()
				.block(BOUND);
			ann.assertRefused(CloseCode.RATE_LIMITED);
			begun.forEach((message) -> message.reset(0));
			byte[] whole = TestClient.encode(TestClient.message(handle, UNRELIABLE, 1, "x".repeat(60_000)));
			Await.until("there is a place again", BOUND, () -> {
				ann.sendMessageStream(whole);
				return !bob.receivedSoFar(Frame.Deliver.class).isEmpty();
			});
		}
	}

	@Test
	void theProfileDevMakesACertificateAndLogsItsHash(CapturedOutput output) {
		GatewayProcess.start(WebTransportGatewayApplication.class, "spring.profiles.active=dev").close();
		assertThat(output.toString()).containsPattern("SHA-256 [0-9a-f]{64}");
	}

	@Test
	void doesNotStartWithoutACertificate() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> GatewayProcess.start(WebTransportGatewayApplication.class))
			.havingRootCause()
			.withMessageContaining("gateway.wt.ssl-bundle");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> GatewayProcess.start(WebTransportGatewayApplication.class, "gateway.wt.ssl-bundle=nope"))
			.havingRootCause()
			.withMessageContaining("gateway.wt.ssl-bundle")
			.withMessageContaining("nope");
	}

	@Test
	void namesThePropertyThatIsWrong() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WebTransportGatewayProperties("h", 70_000, "/rt", 1, null, null, ""))
			.withMessageContaining("gateway.wt.port");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WebTransportGatewayProperties("h", 1, "/rt", 1, null, "short", ""))
			.withMessageContaining("gateway.wt.retry-key")
			.withMessageNotContaining("short");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WebTransportGatewayProperties("h", 1, "/rt", 1, null, null, "xyz"))
			.withMessageContaining("gateway.wt.server-id");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WebTransportGatewayProperties("h", 1, "/rt", 1, null, null, "00112233445566778899"))
			.withMessageContaining("gateway.wt.server-id");
	}

	@Test
	void takesAServerIdAsLoadBalancersWriteIt() {
		assertThat(
				new WebTransportGatewayProperties("h", 1, "/rt", 1, null, null, "0x1122334455667788").serverIdBytes())
			.containsExactly(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
		assertThat(new WebTransportGatewayProperties("h", 1, "/rt", 1, null, null, "ESIzRFVmd0g=").serverIdBytes())
			.containsExactly(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x48);
	}

	private WebTransportTestClient member(String user) {
		WebTransportTestClient client = WebTransportTestClient.connect(this.gateway);
		client.hello(Tokens.token(user, "*"));
		return client;
	}

}
