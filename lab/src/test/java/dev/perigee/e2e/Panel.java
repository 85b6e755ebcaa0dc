package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A panel of a Grafana dashboard.
 *
 * @param dashboard the dashboard's title
 * @param json the panel as Grafana stores it
 */
record Panel(String dashboard, JsonNode json) {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** All panels of all dashboards but the headings of rows. */
	static List<Panel> all() throws IOException {
		return dashboards().stream()
			.flatMap((dashboard) -> dashboard.path("panels")
				.valueStream()
				.filter((panel) -> !"row".equals(panel.path("type").asString()))
				.map((panel) -> new Panel(dashboard.path("title").asString(), panel)))
			.toList();
	}

	static List<JsonNode> dashboards() throws IOException {
		try (Stream<Path> files = Files.list(ProjectHome.path().resolve("k8s/dashboards"))) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().map(JSON::readTree).toList();
		}
	}

	String title() {
		return this.json.path("title").asString();
	}

	/** The expressions as Grafana would send them with every variable set to "All". */
	List<String> expressions() {
		return this.json.path("targets")
			.valueStream()
			.map((target) -> target.path("expr").asString().replace("$__rate_interval", "2m"))
			.map((expression) -> expression.replaceAll("\\$\\{?(region|transport|network)}?", ".*"))
			.toList();
	}

	@Override
	public String toString() {
		return this.dashboard + ": " + title();
	}

}
