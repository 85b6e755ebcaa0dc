package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests of each region are kept in git as they are applied, so that a review sees
 * what a change does to clusters. With {@code -Dgolden.write=true} they are written
 * instead of compared.
 */
class GoldenRenderTests {

	private static final Path GOLDEN = ProjectHome.path().resolve("lab/src/test/resources/k8s/golden");

	private static final String SEPARATOR = "---\n";

	@ParameterizedTest
	@MethodSource
	void renderAsTheyDidLastTime(String region) throws IOException {
		String rendered = withoutMonitoring(Regions.ofThisCheckout().render(region));
		Path golden = GOLDEN.resolve(region + ".yaml");
		if (Boolean.getBoolean("golden.write")) {
			Files.createDirectories(GOLDEN);
			Files.writeString(golden, rendered);
		}
		assertThat(rendered)
			.as("%s; if the change is meant, run the test with -Dgolden.write=true and commit it", golden)
			.isEqualTo(Files.readString(golden));
	}

	static Stream<String> renderAsTheyDidLastTime() {
		return Regions.ofThisCheckout().names().stream();
	}

	/** Dashboards and alerts are the same in all regions, and long. */
	private static String withoutMonitoring(String rendered) {
		return Stream.of(rendered.split("(?m)^" + SEPARATOR))
			.filter((object) -> !object.contains("\n    grafana_dashboard:")
					&& !object.contains("\nkind: PrometheusRule\n"))
			.collect(Collectors.joining(SEPARATOR));
	}

}
