package dev.perigee.lab.k8s;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.gateway.GatewayProgram;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.tls.CertificateAuthority;
import dev.perigee.lab.tls.Identity;
import dev.perigee.protocol.Transport;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gateways start from the files and the environment that the manifests give them, answer
 * where Services, probes and preStop look for them, and end as Kubernetes ends them. Only
 * ports and directories are this machine's. NATS is not there, nor who publishes the keys
 * of tokens, which they bear.
 */
@Timeout(240)
class MountedConfigurationIT {

	private static final Duration START_BOUND = Duration.ofSeconds(120);

	private static final Duration STOP_BOUND = Duration.ofSeconds(30);

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final Map<String, String> LOOPBACK = Map.of("SERVER_ADDRESS", "127.0.0.1",
			"MANAGEMENT_SERVER_ADDRESS", "127.0.0.1", "GATEWAY_WT_HOST", "127.0.0.1");

	@TempDir
	private Path directory;

	private final PortLease ports = PortLease.acquire();

	private final int main = this.ports.next();

	private final int management = this.ports.next();

	private final int quic = this.ports.next();

	private final Manifests manifests = Manifests.parse(Regions.ofThisCheckout().render("singapore"));

	private Path secrets;

	private Identity edge;

	private ManagedProcess gateway;

	@BeforeEach
	void issue() throws IOException {
		this.secrets = Files.createDirectory(this.directory.resolve("secrets"));
		this.edge = CertificateAuthority.create("edge", InstantSource.system())
			.issue("edge", this.directory.resolve("edge"));
	}

	@AfterEach
	void close() {
		if (this.gateway != null) {
			this.gateway.close();
		}
		this.ports.close();
	}

	@Test
	void aWebSocketGatewayServesTlsAndIsDrainedByPreStop() throws Exception {
		start("gateway-ws", Transport.WEBSOCKET, UnaryOperator.identity());
		assertThat(status(URI.create("https://localhost:" + this.main + "/regions"))).isEqualTo(200);
		assertThat(status(URI.create("https://localhost:" + this.main + "/actuator/health"))).isEqualTo(404);
		drainAndStop("gateway-ws");
	}

	@Test
	void aWebTransportGatewayTellsLoadBalancersHowItIsAndIsDrainedByPreStop() throws Exception {
		// without an issuer of its own: the application shares a secret
		Files.writeString(this.secrets.resolve("gateway.auth.secret"), SECRET);
		start("gateway-wt", Transport.WEBTRANSPORT, (settings) -> settings.replaceAll(" *jwk-set-uri: .*\n", ""));
		assertThat(status(URI.create("http://localhost:" + this.main + "/readyz"))).isEqualTo(200);
		assertThat(status(URI.create("http://localhost:" + this.main + "/actuator/drain"))).isEqualTo(404);
		drainAndStop("gateway-wt");
	}

	private void start(String name, Transport transport, UnaryOperator<String> decision) throws IOException {
		for (String file : List.of("gateway.yaml", name + ".yaml", "settings.yaml")) {
			Files.writeString(this.directory.resolve(file),
					decision.apply(here(this.manifests.file("gateway-config", file))));
		}
		for (SecretProjection secret : this.manifests.workload(name).requiredSecrets().toList()) {
			for (KeyToPath file : secret.getItems()) {
				Files.writeString(this.secrets.resolve(file.getPath()), SECRET);
			}
		}
		Map<String, String> environment = new HashMap<>(
				this.manifests.environment(this.manifests.workload(name), "gateway"));
		environment.replaceAll((variable, value) -> here(value));
		environment.putAll(LOOPBACK);
		this.gateway = ManagedProcess.start(new Launch(name,
				GatewayProgram.find(ProjectHome.path(), transport).command(), environment, this.directory));
		URI readiness = probe(name);
		this.gateway.await("readiness at " + readiness, START_BOUND, () -> HttpProbe.get(readiness).isPresent());
	}

	/** Where the kubelet asks. */
	private URI probe(String name) {
		String path = this.manifests.workload(name).container("gateway").getReadinessProbe().getHttpGet().getPath();
		return URI.create("http://localhost:" + this.management + path);
	}

	private String here(String text) {
		return text.replace("/etc/perigee/config", this.directory.toString())
			.replace("/etc/perigee/secrets", this.secrets.toString())
			.replace("/etc/perigee/edge", this.directory.resolve("edge").toString())
			.replace("/etc/perigee/nats", this.directory.resolve("edge").toString())
			.replace("https://login.example.com/", "http://127.0.0.1:" + this.ports.next() + '/')
			.replaceAll("nats-\\d\\.nats:4222", "127.0.0.1:" + this.ports.next())
			.replaceAll("\\b8080\\b", String.valueOf(this.main))
			.replaceAll("\\b8081\\b", String.valueOf(this.management))
			.replaceAll("\\b4433\\b", String.valueOf(this.quic));
	}

	private void drainAndStop(String name) throws Exception {
		String preStop = this.manifests.workload(name)
			.container("gateway")
			.getLifecycle()
			.getPreStop()
			.getHttpGet()
			.getPath();
		assertThat(status(URI.create("http://localhost:" + this.management + preStop))).isEqualTo(200);
		assertThat(HttpProbe.get(probe(name))).as("readiness while draining").isPresent();
		assertThat(this.gateway.stop(STOP_BOUND)).as("ends by itself after SIGTERM").isTrue();
	}

	private int status(URI url) throws IOException, InterruptedException {
		var trusting = (JdkSslContext) SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.trustManager(this.edge.authorityFile().toFile())
			.build();
		HttpClient client = HttpClient.newBuilder().sslContext(trusting.context()).build();
		return client.send(HttpRequest.newBuilder(url).timeout(STOP_BOUND).build(), BodyHandlers.discarding())
			.statusCode();
	}

}
