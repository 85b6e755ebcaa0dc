package dev.perigee.lab.k8s;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code k8s/README.md} tells an operator to type is typed as it stands there, with
 * real openssl and kubectl and two stores of objects for two empty clusters. Afterwards
 * the clusters have every Secret and key that a pod asks for.
 */
class InstallationTests {

	private static final List<String> CLUSTERS = List.of("us-east", "singapore");

	private static final String SECRETS = "/api/v1/namespaces/perigee/secrets/";

	@TempDir
	private static Path directory;

	private static final Map<String, ObjectStore> STORES = new LinkedHashMap<>();

	private static Regions regions;

	@BeforeAll
	static void install() throws IOException {
		regions = Regions.copyTo(directory.resolve("checkout"));
		regions.decide();
		for (String cluster : CLUSTERS) {
			Manifests kinds = Manifests.parse(regions.render(cluster) + """
					---
					apiVersion: v1
					kind: Secret
					metadata: { name: any }
					""");
			STORES.put(cluster, new ObjectStore(kinds, ObjectNode::deepCopy));
		}
		Path script = Files.writeString(directory.resolve("install"), typed(regions.home().resolve("k8s/README.md")));
		Command
			.run(regions.home(),
					Map.of("KUBECONFIG", clusters().toString(), "HOME", directory.toString(), "PATH",
							kubectl().getParent() + ":" + System.getenv("PATH")),
					"bash", "-euo", "pipefail", script.toString())
			.orThrow();
	}

	/** What is indented within the numbered steps up to the apply. */
	private static String typed(Path readme) throws IOException {
		String text = Files.readString(readme);
		String steps = text.substring(text.indexOf("\n1. "), text.indexOf("\n5. "));
		return steps.lines().filter((line) -> line.startsWith("       ")).collect(Collectors.joining("\n"));
	}

	/**
	 * The real one, kept from what a store can't: schemas, and objects in protobuf, which
	 * it would make of what is typed after create.
	 */
	private static Path kubectl() throws IOException {
		Path program = Files.createDirectory(directory.resolve("bin")).resolve("kubectl");
		Files.writeString(program, """
				#!/bin/sh
				case " $* " in
				  *" apply "*) exec '%1$s' "$@" --validate=false --openapi-patch=false ;;
				  *" create "*) '%1$s' "$@" --dry-run=client -o json | '%1$s' "$1" "$2" create --validate=false -f - ;;
				esac
				""".formatted(Command.kubectlProgram()));
		assertThat(program.toFile().setExecutable(true)).isTrue();
		return program;
	}

	private static Path clusters() throws IOException {
		StringBuilder config = new StringBuilder("apiVersion: v1\nkind: Config\n");
		config.append("clusters:\n");
		STORES.forEach((name, store) -> config
			.append("- { name: %s, cluster: { server: \"%s\" } }\n".formatted(name, store.url())));
		config.append("contexts:\n");
		CLUSTERS.forEach((name) -> config.append("- { name: %1$s, context: { cluster: %1$s } }\n".formatted(name)));
		return Files.writeString(directory.resolve("kubeconfig"), config);
	}

	@AfterAll
	static void close() {
		STORES.values().forEach(ObjectStore::close);
	}

	@Test
	void everyPodFindsWhatItRefersTo() {
		for (String cluster : CLUSTERS) {
			Manifests manifests = Manifests.parse(regions.render(cluster));
			assertThat(missing(manifests, STORES.get(cluster))).isEmpty();
			assertThat(STORES.get(cluster).get("/apis/apps/v1/namespaces/perigee/deployments/gateway-wt")).isPresent();
		}
	}

	@Test
	void aKeyThatNobodyMakesIsNoticed() {
		String rendered = regions.render("us-east");
		assertThat(
				missing(Manifests.parse(rendered.replace("key: telemetry-salt", "key: salt")), STORES.get("us-east")))
			.contains("Deployment gateway-ws: Secret gateway has no salt");
		assertThat(missing(Manifests.parse(rendered.replace("key: system", "key: admin")), STORES.get("us-east")))
			.containsExactly("StatefulSet nats: Secret nats-users has no admin");
	}

	@Test
	void regionsShareTheirSecretsButForTheOneOfQuicRetry() {
		assertThat(CLUSTERS).extracting((cluster) -> data(cluster, "nats-ca")).containsOnly(data("us-east", "nats-ca"));
		assertThat(data("us-east", "nats-users")).isEqualTo(data("singapore", "nats-users"));
		Map<String, String> here = data("us-east", "gateway");
		Map<String, String> there = data("singapore", "gateway");
		assertThat(here.remove("retry-key")).isNotEqualTo(there.remove("retry-key"));
		assertThat(here).isEqualTo(there).containsOnlyKeys("resume-secret", "telemetry-salt");
	}

	@Test
	void passwordsAndKeysAreLongAndDifferent() {
		List<String> values = Stream.of("gateway", "nats-users")
			.flatMap((secret) -> data("us-east", secret).values().stream())
			.toList();
		assertThat(values).hasSize(5).doesNotHaveDuplicates().allMatch((value) -> value.matches("[0-9a-f]{64}"));
	}

	@Test
	void theAuthorityOfNatsMaySign() throws CertificateException {
		String pem = data("us-east", "nats-ca").get("tls.crt");
		X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(pem.getBytes()));
		assertThat(authority.getBasicConstraints()).isNotNegative();
		assertThat(authority.getKeyUsage()[5]).as("keyCertSign").isTrue();
	}

	/** Leaves out what cert-manager makes. */
	private static List<String> missing(Manifests manifests, ObjectStore cluster) {
		return manifests.workloads()
			.flatMap((workload) -> secrets(workload)
				.filter((secret) -> !secret.getKey().equals("nats-tls") && !cluster.get(SECRETS + secret.getKey())
					.map((object) -> object.path("data").has(secret.getValue()))
					.orElse(false))
				.map((secret) -> workload + ": Secret " + secret.getKey() + " has no " + secret.getValue()))
			.toList();
	}

	/** Names of Secrets, and of a key in each. */
	private static Stream<Map.Entry<String, String>> secrets(Workload workload) {
		Stream<Map.Entry<String, String>> variables = workload.pod()
			.getContainers()
			.stream()
			.flatMap((container) -> container.getEnv().stream())
			.filter((variable) -> variable.getValueFrom() != null)
			.flatMap((variable) -> Stream.ofNullable(variable.getValueFrom().getSecretKeyRef()))
			.map((reference) -> Map.entry(reference.getName(), reference.getKey()));
		Stream<Map.Entry<String, String>> files = workload.requiredSecrets()
			.flatMap((secret) -> secret.getItems().stream().map((item) -> Map.entry(secret.getName(), item.getKey())));
		return Stream.concat(variables, files);
	}

	private static Map<String, String> data(String cluster, String secret) {
		Map<String, String> data = new LinkedHashMap<>();
		JsonNode object = STORES.get(cluster).get(SECRETS + secret).orElseThrow();
		object.path("data")
			.properties()
			.forEach((entry) -> data.put(entry.getKey(),
					new String(Base64.getDecoder().decode(entry.getValue().asString()))));
		return data;
	}

}
