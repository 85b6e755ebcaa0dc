package dev.perigee.lab.prometheus;

import java.net.URI;
import java.util.List;

/**
 * What Prometheus reads under one {@code job} label.
 *
 * @param name the label's value
 * @param targets {@code http} URLs of the same path
 */
public record ScrapeJob(String name, List<URI> targets) {

	/**
	 * Copies and checks.
	 */
	public ScrapeJob {
		targets = List.copyOf(targets);
		if (targets.isEmpty() || targets.stream().map(URI::getPath).distinct().count() != 1) {
			throw new IllegalArgumentException("Job %s needs targets of one path: %s".formatted(name, targets));
		}
	}

	String toYaml() {
		List<String> authorities = this.targets.stream().map((target) -> '"' + target.getAuthority() + '"').toList();
		return """
				  - job_name: "%s"
				    metrics_path: "%s"
				    static_configs:
				      - targets: %s
				""".formatted(this.name, this.targets.get(0).getPath(), authorities);
	}

}
