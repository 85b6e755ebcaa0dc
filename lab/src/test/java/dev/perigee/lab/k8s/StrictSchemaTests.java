package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StrictSchemaTests {

	private static final Path FAULTS = ProjectHome.path().resolve("lab/src/test/resources/k8s");

	private final StrictSchema schema = new StrictSchema();

	@Test
	void acceptsEveryRegion() {
		Regions regions = Regions.ofThisCheckout();
		assertThat(regions.names()).isNotEmpty()
			.allSatisfy((region) -> assertThat(this.schema.problems(regions.render(region))).isEmpty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					misplaced-field | Deployment ws: $.spec.template.spec.containers[0].terminationGracePeriodSeconds: no such field
					misspelt-field | Service ws: $.spec.ports[1].targetport: no such field
					wrong-type | Deployment ws: $.spec.template.spec.containers[0].ports[0].containerPort:
					unknown-kind | PodDisruptionBudgets ws: no such kind in policy/v1
					old-version | HorizontalPodAutoscaler ws: $.apiVersion: autoscaling/v2beta2 will be gone one day
					certificate | Certificate edge: $.spec.privateKey.rotation: no such field
					service-monitor | ServiceMonitor ws: $.spec.endpoints[0].ports: no such field
					prometheus-rule | PrometheusRule ws: $.spec.groups[0].rules[0].expression: no such field
					network-policy | NetworkPolicy ws: $.spec.ingress[0].form: no such field
					""")
	void refusesAFaultAndSaysWhere(String file, String problem) throws IOException {
		assertThat(this.schema.problems(Files.readString(FAULTS.resolve(file + ".yaml")))).singleElement()
			.asString()
			.startsWith(problem);
	}

}
