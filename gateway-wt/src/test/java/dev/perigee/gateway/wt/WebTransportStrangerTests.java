package dev.perigee.gateway.wt;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.Frame;
import dev.perigee.webtransport.StreamLimitException;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.handler.codec.quic.QuicTransportParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client can make QUIC keep for it, with and without a token.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebTransportStrangerTests {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final int MESSAGE_BYTES = 1_000;

	private GatewayProcess gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayProcess.start(WebTransportGatewayApplication.class,
				Stream
					.concat(Stream.of(TestIdentity.LOOPBACK.properties()),
							Stream.of("gateway.limits.max-frame=1KB", "gateway.limits.max-unfinished=2KB"))
					.toArray(String[]::new));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void beginsWithSmallWindows() {
		try (WebTransportTestClient eve = WebTransportTestClient.connect(this.gateway)) {
			QuicTransportParameters granted = eve.grantedByTheGateway();
			assertThat(granted.initialMaxData()).isEqualTo(512 * 1024);
			assertThat(granted.initialMaxStreamDataBidiRemote()).isEqualTo(256 * 1024);
			assertThat(granted.initialMaxStreamDataUni()).isEqualTo(256 * 1024);
		}
	}

	@Test
	void closesWhoSendsMuchWithoutAToken() {
		try (WebTransportTestClient ann = member("ann");
				WebTransportTestClient eve = WebTransportTestClient.connect(this.gateway)) {
			ann.sendToNowhere(2 << 20);
			eve.sendToNowhere(2 << 20);
			assertThat(eve.awaitClose()).isEqualTo(WebTransportTestClient.LOST);
			ann.join("much");
		}
	}

	@Test
	void messagesThatAreDroppedGiveTheirStreamsBack() {
		try (WebTransportTestClient ann = member("ann"); WebTransportTestClient bob = member("bob")) {
			int handle = ann.join("dropped").handle();
			bob.join("dropped");
			List<WebTransportStream> kept = begin(ann, 2);
			for (int round = 0; round < 3; round++) {
				List<WebTransportStream> dropped = begin(ann, 40);
				ann.receivedSoFar(Refused.class);
				dropped.forEach((message) -> message.reset(0));
			}
			kept.forEach((message) -> message.reset(0));
			byte[] whole = TestClient.encode(TestClient.message(handle, UNRELIABLE, 1, "x".repeat(900)));
			Await.until("messages arrive again", BOUND, () -> {
				ann.sendMessageStream(whole);
				return !bob.receivedSoFar(Frame.Deliver.class).isEmpty();
			});
		}
	}

	@Test
	void aMessageThatIsLongerThanAFrameEndsTheConnection() {
		try (WebTransportTestClient ann = member("ann")) {
			ann.sendMessageStream(new byte[2 * MESSAGE_BYTES]);
			ann.assertRefused(CloseCode.FRAME_TOO_LARGE);
			ann.assertClosedWith(CloseCode.FRAME_TOO_LARGE);
		}
	}

	/** Begins messages, as soon as there are streams for them. */
	private static List<WebTransportStream> begin(WebTransportTestClient client, int count) {
		return Flux.range(0, count)
			.concatMap((index) -> client.beginMessageStream(MESSAGE_BYTES)
				.retryWhen(Retry.fixedDelay(500, Duration.ofMillis(10)).filter(StreamLimitException.class::isInstance)))
			.collectList()
			.block(BOUND);
	}

	private WebTransportTestClient member(String user) {
		WebTransportTestClient client = WebTransportTestClient.connect(this.gateway);
		client.hello(Tokens.token(user, "*"));
		return client;
	}

}
