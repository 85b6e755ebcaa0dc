package dev.perigee.lab.k8s;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.tls.CertificateAuthority;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretProjection;

/**
 * A gateway that starts from the files and the environment that the manifests give it, is
 * asked where the kubelet asks, and ended as the kubelet ends it. Only ports, and what a
 * test replaces, are this machine's.
 */
final class MountedGateway implements AutoCloseable {

	/** Where the manifests mount files. */
	static final String MOUNTED_AT = "/etc/perigee";

	/** All secrets are the same. */
	static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final Duration START_BOUND = Duration.ofSeconds(180);

	private static final Map<String, String> LOOPBACK = Map.of("SERVER_ADDRESS", "127.0.0.1",
			"MANAGEMENT_SERVER_ADDRESS", "127.0.0.1", "GATEWAY_WT_HOST", "127.0.0.1");

	private final Manifests manifests;

	private final Workload workload;

	private final Path files;

	private final int main;

	private final int management;

	private final int quic;

	private ManagedProcess process;

	/**
	 * Prepares a gateway.
	 * @param manifests what it is told by
	 * @param name which one
	 * @param files where to write what its pods mount
	 * @param ports where its addresses come from
	 */
	MountedGateway(Manifests manifests, String name, Path files, PortLease ports) {
		this.manifests = manifests;
		this.workload = manifests.workload(name);
		this.files = files;
		this.main = ports.next();
		this.management = ports.next();
		this.quic = ports.next();
	}

	/** Writes what its pods mount. */
	void write(CertificateAuthority authority, UnaryOperator<String> replaced) throws IOException {
		authority.issue("edge", this.files.resolve("edge"));
		authority.issue("nats", this.files.resolve("nats"));
		Path config = Files.createDirectories(this.files.resolve("config"));
		for (String file : List.of("gateway.yaml", name() + ".yaml", "settings.yaml")) {
			Files.writeString(config.resolve(file), replaced.apply(here(this.manifests.file("gateway-config", file))));
		}
		Files.createDirectories(this.files.resolve("secrets"));
		for (SecretProjection secret : this.workload.requiredSecrets().toList()) {
			for (KeyToPath file : secret.getItems()) {
				writeSecret(file.getPath(), SECRET);
			}
		}
	}

	/** Writes another secret, or another value of one, after all others. */
	void writeSecret(String property, String value) throws IOException {
		Files.writeString(this.files.resolve("secrets").resolve(property), value);
	}

	/**
	 * Returns the environment of its container.
	 * @param place where it finds the files
	 */
	Map<String, String> environment(String place) {
		Map<String, String> environment = new HashMap<>(this.manifests.environment(this.workload, "gateway"));
		environment.replaceAll((variable, value) -> here(value).replace(MOUNTED_AT, place));
		environment.putAll(LOOPBACK);
		return environment;
	}

	/** Starts it and blocks until the kubelet would take it for ready. */
	void start(Launch launch) {
		this.process = ManagedProcess.start(launch);
		URI readiness = readiness();
		this.process.await("readiness at " + readiness, START_BOUND, () -> HttpProbe.get(readiness).isPresent());
	}

	/** Where the kubelet asks. */
	URI readiness() {
		return actuator(container().getReadinessProbe().getHttpGet().getPath());
	}

	/** What the kubelet asks before SIGTERM. */
	URI preStop() {
		return actuator(container().getLifecycle().getPreStop().getHttpGet().getPath());
	}

	private Container container() {
		return this.workload.container("gateway");
	}

	URI actuator(String path) {
		return URI.create("http://localhost:" + this.management + path);
	}

	String name() {
		return this.workload.name();
	}

	int mainPort() {
		return this.main;
	}

	int quicPort() {
		return this.quic;
	}

	Path files() {
		return this.files;
	}

	Path authorityFile() {
		return this.files.resolve("edge/ca.crt");
	}

	ManagedProcess process() {
		return this.process;
	}

	private String here(String text) {
		return text.replaceAll("\\b8080\\b", String.valueOf(this.main))
			.replaceAll("\\b8081\\b", String.valueOf(this.management))
			.replaceAll("\\b4433\\b", String.valueOf(this.quic));
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

}
