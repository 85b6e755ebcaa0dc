package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A region can be applied again at any time: where nothing was edited, nothing changes,
 * neither what a cluster has filled in nor what an autoscaler has decided.
 */
class ApplyTwiceTests {

	/** kubectl replaces the selector of a budget each time, by what it is. */
	private static final String BUDGET = "poddisruptionbudget.policy/";

	@TempDir
	private Path directory;

	private String rendered;

	private ObjectStore store;

	@BeforeEach
	void open() throws IOException {
		this.rendered = Regions.ofThisCheckout().render("us-east");
		this.store = new ObjectStore(Manifests.parse(this.rendered), ApplyTwiceTests::live);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void changesNothingTheSecondTime() throws IOException {
		int objects = Manifests.parse(this.rendered).objects().size();
		assertThat(apply(this.rendered).lines()).hasSize(objects).allMatch((line) -> line.endsWith(" created"));
		assertThat(apply(this.rendered).lines()).hasSize(objects)
			.allMatch((line) -> line.endsWith(" unchanged") || line.startsWith(BUDGET));
		assertThat(this.store.patches()).isEmpty();
	}

	@Test
	void changesWhatWasEditedAndNothingElse() throws IOException {
		apply(this.rendered);
		String edited = this.rendered.replace("gateway-wt:0.1.0", "gateway-wt:0.2.0");
		assertThat(apply(edited).lines()).filteredOn((line) -> !line.endsWith(" unchanged") && !line.startsWith(BUDGET))
			.containsExactly("deployment.apps/gateway-wt configured");
		assertThat(this.store.patches()).singleElement()
			.asString()
			.contains("gateway-wt:0.2.0")
			.doesNotContain("replicas");
	}

	@Test
	void wouldShowReplicasThatFightTheAutoscaler() throws IOException {
		String fighting = this.rendered.replace(
				"  selector:\n    matchLabels:\n      app.kubernetes.io/name: gateway-ws\n  strategy",
				"  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: gateway-ws\n  strategy");
		assertThat(fighting).isNotEqualTo(this.rendered);
		apply(fighting);
		assertThat(apply(fighting).lines()).contains("deployment.apps/gateway-ws configured");
	}

	private String apply(String manifests) throws IOException {
		Path file = Files.writeString(this.directory.resolve("manifests.yaml"), manifests);
		return Command
			.kubectl("apply", "--validate=false", "--openapi-patch=false", "--server", this.store.url(), "--cache-dir",
					this.directory.resolve("cache").toString(), "-f", file.toString())
			.orThrow();
	}

	/**
	 * What a cluster makes of an object: addresses, node ports, the autoscaler's
	 * replicas.
	 */
	private static ObjectNode live(ObjectNode object) {
		ObjectNode metadata = (ObjectNode) object.path("metadata");
		metadata.put("uid", "c0ffee").put("resourceVersion", "7").put("generation", 1);
		JsonNode spec = object.path("spec");
		switch (object.path("kind").asString()) {
			case "Deployment" -> ((ObjectNode) spec).put("replicas", 7).put("progressDeadlineSeconds", 600);
			case "Service" -> {
				((ObjectNode) spec).put("clusterIP", spec.path("clusterIP").asString("10.0.0.7"))
					.put("sessionAffinity", "None");
				spec.path("ports").forEach((port) -> ((ObjectNode) port).put("nodePort", 30_000));
			}
			default -> metadata.put("selfLink", "");
		}
		return object;
	}

}
