package dev.perigee.lab.k8s;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.gateway.DevTokens;
import dev.perigee.lab.image.UnpackedImage;
import dev.perigee.lab.link.Links;
import dev.perigee.lab.nats.ConfigTemplate;
import dev.perigee.lab.nats.NatsConfiguration;
import dev.perigee.lab.nats.NatsPlan;
import dev.perigee.lab.nats.NatsSupercluster;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.tls.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The images that the build makes, run as the manifests run them: not as root, on a root
 * that is read-only, configured by what is mounted. A cache of classes that does not fit
 * is an error here, where it only costs time in production.
 */
@EnabledIfSystemProperty(named = "perigee.images", matches = "made",
		disabledReason = "bin/test makes images: on Linux, as root, with a JDK 25")
@Timeout(600)
class ImageSmokeIT {

	private static final Duration BOUND = Duration.ofSeconds(120);

	private static final String REGION = "singapore";

	/** Of a JVM that SIGTERM has ended. */
	private static final int TERMINATED = 143;

	@TempDir
	private Path directory;

	private final PortLease ports = PortLease.acquire();

	private final Links links = new Links(this.ports, LabClock::nanoTime, 1);

	private final Manifests manifests = Manifests.parse(Regions.ofThisCheckout().render(REGION));

	private final CertificateAuthority authority = CertificateAuthority.create("edge", InstantSource.system());

	private final DevTokens tokens = new DevTokens(MountedGateway.SECRET, InstantSource.system());

	private final List<AutoCloseable> started = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.started) {
			one.close();
		}
		this.links.close();
		this.ports.close();
	}

	@Test
	void clientsTalkOverBothTransportsAndGatewaysLeaveAsPodsDo() throws Exception {
		NatsSupercluster nats = startNats();
		MountedGateway webSocket = start("gateway-ws", nats);
		MountedGateway webTransport = start("gateway-wt", nats);
		UnpackedImage client = UnpackedImage.of("sample-client", this.directory.resolve("sample-client"));
		ManagedProcess ann = talk(client, "ann", "websocket=wss://localhost:" + webSocket.mainPort() + "/rt");
		ann.awaitOutput("Joined[", BOUND);
		ManagedProcess bob = talk(client, "bob", "webtransport=https://localhost:" + webTransport.quicPort() + "/rt");
		ann.awaitOutput(": hello", BOUND);
		bob.awaitOutput(": welcome", BOUND);
		ann.awaitOutput("here/websocket with ", BOUND);
		bob.awaitOutput("here/webtransport with ", BOUND);
		for (ManagedProcess one : List.of(ann, bob)) {
			assertThat(one.stop(BOUND)).isTrue();
		}
		for (MountedGateway gateway : List.of(webSocket, webTransport)) {
			assertThat(answer(gateway.preStop())).as("preStop").isPresent();
			assertThat(gateway.process().stop(BOUND)).as("ends by itself after SIGTERM").isTrue();
			assertThat(gateway.process().exitCode()).isEqualTo(TERMINATED);
		}
	}

	@Test
	void aCacheOfOtherJarsIsRefused() throws Exception {
		MountedGateway gateway = mounted("gateway-ws", "tls://127.0.0.1:" + this.ports.next());
		UnpackedImage image = image(gateway);
		try (Stream<Path> jars = Files.list(image.root().resolve("app/libs"))) {
			Files.setLastModifiedTime(jars.findFirst().orElseThrow(), FileTime.from(Instant.EPOCH));
		}
		assertThatIllegalStateException().isThrownBy(() -> start(gateway, image))
			.withMessageContaining("ended with exit code 1")
			.withMessageContaining("AOT cache");
	}

	private NatsSupercluster startNats() {
		ConfigTemplate template = ConfigTemplate
			.read(ProjectHome.path().resolve("nats-config/nats-server.conf.template"));
		NatsPlan plan = new NatsPlan(List.of(REGION), 1, NatsConfiguration.from(template));
		NatsSupercluster nats = NatsSupercluster.prepare(plan, this.directory.resolve("nats"), this.ports, this.links);
		this.started.add(nats);
		nats.start();
		return nats;
	}

	private MountedGateway start(String name, NatsSupercluster nats) throws IOException {
		MountedGateway gateway = mounted(name, nats.region(REGION).get(0).clientUrl().toString());
		Files.writeString(gateway.files().resolve("nats/ca.crt"), Files.readString(nats.authorityFile()));
		gateway.writeSecret("nats.spring.password", nats.credentials().gatewayPassword());
		UnpackedImage image = image(gateway);
		assertThat(ImageRules.violations(image, this.manifests.workload(name))).isEmpty();
		start(gateway, image);
		isRestricted(gateway.process());
		gateway.process()
			.await("health, which takes NATS", BOUND, () -> answer(gateway.actuator("/actuator/health")).isPresent());
		assertThat(answer(gateway.actuator("/actuator/sbom/application"))).hasValueSatisfying(
				(materials) -> assertThat(materials).contains("CycloneDX", "pkg:maven/io.netty/netty-handler@"));
		return gateway;
	}

	/** Mounts what makes a gateway take the tokens of this test. */
	private MountedGateway mounted(String name, String natsServer) throws IOException {
		MountedGateway gateway = new MountedGateway(this.manifests, name, this.directory.resolve(name + "-files"),
				this.ports);
		this.started.add(gateway);
		gateway.write(this.authority,
				(text) -> text.replaceAll("tls://nats-\\d\\.nats:4222", natsServer)
					.replaceAll(" *jwk-set-uri: .*\n", "")
					.replaceAll("issuer: .*", "issuer: " + DevTokens.ISSUER)
					.replaceAll("audience: .*", "audience: " + DevTokens.AUDIENCE));
		gateway.writeSecret("gateway.auth.secret", MountedGateway.SECRET);
		return gateway;
	}

	private UnpackedImage image(MountedGateway gateway) {
		return UnpackedImage.of(gateway.name(), this.directory.resolve(gateway.name()));
	}

	private static void start(MountedGateway gateway, UnpackedImage image) {
		Map<String, String> environment = gateway.environment(MountedGateway.MOUNTED_AT);
		// the heap that a pod's limit comes to; a cache does not fit one of 32 GiB
		environment.put("JDK_JAVA_OPTIONS", "-XX:AOTMode=on -Xmx1g");
		List<String> mounts = List.of(gateway.files() + ":" + MountedGateway.MOUNTED_AT + ":ro");
		gateway.start(image.launch(gateway.name(), mounts, environment, gateway.files()));
	}

	private static Optional<String> answer(URI uri) {
		return HttpProbe.tell("GET", uri, "", BOUND);
	}

	private static void isRestricted(ManagedProcess gateway) throws IOException {
		Path process = Path.of("/proc", String.valueOf(gateway.pid()));
		assertThat(Files.readAllLines(process.resolve("status"))).contains("Uid:\t65532\t65532\t65532\t65532",
				"Gid:\t65532\t65532\t65532\t65532", "CapEff:\t0000000000000000");
		assertThat(Files.readAllLines(process.resolve("mounts"))).filteredOn((mount) -> mount.split(" ")[1].equals("/"))
			.isNotEmpty()
			.allMatch((mount) -> mount.split(" ")[3].startsWith("ro"));
	}

	private ManagedProcess talk(UnpackedImage image, String user, String endpoint) throws IOException {
		Path home = Files.createDirectory(this.directory.resolve(user));
		this.authority.issue(user, home);
		Files.writeString(home.resolve("application.properties"), """
				election.regions.here.%s
				election.token=${ROOM_TOKEN}
				election.discovery.enabled=false
				election.ssl.bundle=edge
				spring.ssl.bundle.pem.edge.truststore.certificate=file:/config/ca.crt
				spring.main.keep-alive=true
				""".formatted(endpoint));
		Map<String, String> environment = Map.of("ROOM_TOKEN",
				this.tokens.mint(user, List.of("lobby"), Duration.ofHours(1)), "SPRING_CONFIG_LOCATION",
				"file:/config/application.properties");
		ManagedProcess client = ManagedProcess
			.start(image.launch(user, List.of(home + ":/config:ro"), environment, home));
		this.started.add(client);
		return client;
	}

}
