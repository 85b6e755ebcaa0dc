package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.prometheus.PrometheusServer;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/**
 * The alerts as Prometheus itself reads them: the {@code spec} of the custom resource.
 */
final class AlertRules {

	static final Path SOURCE = ProjectHome.path().resolve("k8s/base/alerts.yaml");

	private AlertRules() {
	}

	/** Writes the rules as a plain file into a directory. */
	static Path write(Path directory) throws IOException {
		Path file = directory.resolve("alerts.yaml");
		Files.writeString(file, new Yaml().dump(resource().get("spec")));
		return file;
	}

	/** Returns all rules. */
	@SuppressWarnings("unchecked")
	static List<Rule> all() throws IOException {
		Map<String, Object> spec = (Map<String, Object>) resource().get("spec");
		return ((List<Map<String, Object>>) spec.get("groups")).stream()
			.flatMap((group) -> ((List<Map<String, Object>>) group.get("rules")).stream())
			.map((rule) -> new Rule((String) rule.get("alert"), (Map<String, String>) rule.get("labels"),
					(Map<String, String>) rule.get("annotations")))
			.toList();
	}

	private static Map<String, Object> resource() throws IOException {
		return new Yaml().load(Files.readString(SOURCE));
	}

	/** Returns the rules that Prometheus has not been able to evaluate. */
	static List<String> unhealthy(PrometheusServer prometheus) {
		return prometheus.ruleGroups()
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream())
			.filter((rule) -> !"ok".equals(rule.path("health").asString()))
			.map(JsonNode::toString)
			.toList();
	}

	/**
	 * An alert.
	 *
	 * @param alert its name
	 * @param labels what it adds to those of the expression
	 * @param annotations what people are told
	 */
	record Rule(String alert, Map<String, String> labels, Map<String, String> annotations) {
	}

}
