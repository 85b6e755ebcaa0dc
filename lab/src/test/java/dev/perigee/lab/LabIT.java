package dev.perigee.lab;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(240)
class LabIT {

	private static final Duration BOUND = Duration.ofSeconds(15);

	private static final List<String> PROGRESS = new ArrayList<>();

	@TempDir
	private static Path directory;

	private static Lab lab;

	@BeforeAll
	static void start() {
		lab = Lab.builder()
			.regions("us-east", "singapore")
			.client("home", "singapore")
			.directory(directory)
			.onProgress(PROGRESS::add)
			.start();
	}

	@AfterAll
	static void close() {
		if (lab != null) {
			lab.close();
		}
	}

	@Test
	void tellsItsProgress() {
		assertThat(PROGRESS).contains("us-east-ws is ready", "us-east-wt is ready", "singapore-ws is ready",
				"singapore-wt is ready");
	}

	@Test
	void delaysWhatAUserSendsByTheWayToTheRegion() throws Exception {
		assertThat(handshakeMillis("us-east")).isGreaterThanOrEqualTo(2 * 230);
		assertThat(handshakeMillis("singapore")).isGreaterThanOrEqualTo(2 * 8);
		assertThat(lab.natsLink("singapore", "us-east").statistics().bytesForwarded()).isPositive();
	}

	@Test
	void keepsTheAddressOfAGatewayThatWasKilled() throws Exception {
		GatewayProcess gateway = lab.region("us-east").gatewayWs();
		gateway.kill();
		assertThat(gateway.isAlive()).isFalse();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(gateway.address().getAddress(), gateway.address().getPort()).close());
		gateway.start();
		assertThat(handshakeMillis("us-east")).isPositive();
	}

	@Test
	void restartsAGatewayByTheBook() {
		GatewayProcess gateway = lab.region("singapore").gatewayWt();
		assertThat(gateway.stop()).isTrue();
		gateway.restart();
		gateway.awaitHealthy();
	}

	@Test
	void holdsAGatewayStillWhileItIsPaused() {
		GatewayProcess gateway = lab.region("singapore").gatewayWs();
		gateway.pause();
		assertThat(HttpProbe.get(gateway.actuator("health/liveness"))).isEmpty();
		gateway.resume();
		LabClock.await(BOUND, () -> HttpProbe.get(gateway.actuator("health/liveness")).isPresent(),
				() -> "the gateway answers again");
	}

	@Test
	void letsGatewaysLoseAndFindNats() {
		GatewayProcess gateway = lab.region("us-east").gatewayWt();
		lab.region("us-east").nats(0).kill();
		LabClock.await(BOUND, () -> HttpProbe.get(gateway.actuator("health")).isEmpty(), () -> "health shows it");
		assertThat(HttpProbe.get(gateway.actuator("health/readiness"))).isPresent();
		lab.region("us-east").nats(0).start();
		gateway.awaitHealthy();
		lab.nats().awaitReady();
	}

	@Test
	void keepsSecretsOffTheCommandLine() {
		String secret = lab.nats().credentials().gatewayPassword();
		assertThat(ProcessHandle.current().descendants().map((process) -> process.info().commandLine().orElse("")))
			.isNotEmpty()
			.noneMatch((commandLine) -> commandLine.contains(secret));
	}

	@Test
	void addsUsersWhileItRuns() {
		LabClient peer = lab.addClient("peer", "us-east");
		assertThat(peer.url("us-east", Transport.WEBSOCKET)).hasScheme("ws").hasPath("/rt");
		assertThat(peer.url("us-east", Transport.WEBTRANSPORT)).hasScheme("https").hasPath("/rt");
		Link link = lab.link("peer", "us-east", Transport.WEBSOCKET);
		assertThat(link).hasToString("Link[peer->us-east/websocket]");
		assertThatIllegalArgumentException().isThrownBy(() -> lab.addClient("peer", "singapore"))
			.withMessageContaining("peer");
		assertThatIllegalArgumentException().isThrownBy(() -> lab.client("nobody")).withMessageContaining("nobody");
		assertThatIllegalArgumentException().isThrownBy(() -> lab.region("mars")).withMessageContaining("mars");
	}

	@Test
	void keepsItsLogsWhereItWasTold() {
		assertThat(directory.resolve("us-east-ws/us-east-ws.log")).isRegularFile();
		assertThat(lab.region("us-east").nats(0).log()).startsWith(directory).isNotEmptyFile();
	}

	private static long handshakeMillis(String region) throws Exception {
		URI url = lab.client("home").url(region, Transport.WEBSOCKET);
		long start = LabClock.nanoTime();
		WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(url, new WebSocket.Listener() {
		}).get(BOUND.toSeconds(), TimeUnit.SECONDS);
		long millis = Duration.ofNanos(LabClock.nanoTime() - start).toMillis();
		socket.abort();
		return millis;
	}

}
