package dev.perigee.lab.k8s;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.gateway.GatewayProgram;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.tls.CertificateAuthority;
import dev.perigee.protocol.Transport;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.AfterEach;
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

	private static final Duration STOP_BOUND = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final PortLease ports = PortLease.acquire();

	private final Manifests manifests = Manifests.parse(Regions.ofThisCheckout().render("singapore"));

	private MountedGateway gateway;

	@AfterEach
	void close() {
		if (this.gateway != null) {
			this.gateway.close();
		}
		this.ports.close();
	}

	@Test
	void aWebSocketGatewayServesTlsAndIsDrainedByPreStop() throws Exception {
		prepare("gateway-ws", UnaryOperator.identity());
		start(Transport.WEBSOCKET);
		assertThat(status(URI.create("https://localhost:" + this.gateway.mainPort() + "/regions"))).isEqualTo(200);
		assertThat(status(URI.create("https://localhost:" + this.gateway.mainPort() + "/actuator/health")))
			.isEqualTo(404);
		drainAndStop();
	}

	@Test
	void aWebTransportGatewayTellsLoadBalancersHowItIsAndIsDrainedByPreStop() throws Exception {
		// without an issuer of its own: the application shares a secret
		prepare("gateway-wt", (settings) -> settings.replaceAll(" *jwk-set-uri: .*\n", ""));
		this.gateway.writeSecret("gateway.auth.secret", MountedGateway.SECRET);
		start(Transport.WEBTRANSPORT);
		assertThat(status(URI.create("http://localhost:" + this.gateway.mainPort() + "/readyz"))).isEqualTo(200);
		assertThat(status(URI.create("http://localhost:" + this.gateway.mainPort() + "/actuator/drain")))
			.isEqualTo(404);
		drainAndStop();
	}

	private void prepare(String name, UnaryOperator<String> decision) throws IOException {
		this.gateway = new MountedGateway(this.manifests, name, this.directory, this.ports);
		this.gateway.write(CertificateAuthority.create("edge", InstantSource.system()),
				(text) -> decision.apply(here(text)));
	}

	private void start(Transport transport) {
		List<String> command = GatewayProgram.find(ProjectHome.path(), transport).command();
		Map<String, String> environment = this.gateway.environment(this.directory.toString());
		this.gateway.start(new Launch(this.gateway.name(), command, environment, this.directory));
	}

	private String here(String text) {
		return text.replace(MountedGateway.MOUNTED_AT, this.directory.toString())
			.replace("https://login.example.com/", "http://127.0.0.1:" + this.ports.next() + '/')
			.replaceAll("nats-\\d\\.nats:4222", "127.0.0.1:" + this.ports.next());
	}

	private void drainAndStop() throws Exception {
		assertThat(status(this.gateway.preStop())).isEqualTo(200);
		assertThat(HttpProbe.get(this.gateway.readiness())).as("readiness while draining").isPresent();
		assertThat(this.gateway.process().stop(STOP_BOUND)).as("ends by itself after SIGTERM").isTrue();
	}

	private int status(URI url) throws IOException, InterruptedException {
		var trusting = (JdkSslContext) SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.trustManager(this.gateway.authorityFile().toFile())
			.build();
		HttpClient client = HttpClient.newBuilder().sslContext(trusting.context()).build();
		return client.send(HttpRequest.newBuilder(url).timeout(STOP_BOUND).build(), BodyHandlers.discarding())
			.statusCode();
	}

}
