package dev.perigee.lab.k8s;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.perigee.lab.image.UnpackedImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ImageRulesTests {

	private static final Workload GATEWAY = Manifests.parse(Regions.ofThisCheckout().render("us-east"))
		.workload("gateway-wt");

	@ParameterizedTest
	@CsvSource(nullValues = "none", textBlock = """
			65532:65532, java,    -XX:AOTCache=/a, 4433/udp, none
			0:0,         java,    -XX:AOTCache=/a, 4433/udp, 'gateway-wt is run by ''0:0'', in pods by 65532:65532'
			'',          java,    -XX:AOTCache=/a, 4433/udp, 'gateway-wt is run by '''', in pods by 65532:65532'
			65532:65532, /bin/sh, -XX:AOTCache=/a, 4433/udp, gateway-wt is started by /bin/sh
			65532:65532, java,    -Xshare:auto,    4433/udp, gateway-wt has no cache of classes
			65532:65532, java,    -XX:AOTCache=/a, 4433/tcp, gateway-wt does not listen on 4433/udp
			""")
	void anImageFitsTheManifests(String user, String program, String option, String port, String violation) {
		UnpackedImage image = new UnpackedImage(Path.of("root"), List.of(program, option), Map.of(), user,
				List.of(port, "8080/tcp", "8081/tcp"));
		assertThat(ImageRules.violations(image, GATEWAY))
			.isEqualTo((violation != null) ? List.of(violation) : List.of());
	}

}
