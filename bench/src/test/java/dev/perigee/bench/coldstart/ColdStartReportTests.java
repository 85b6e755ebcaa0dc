package dev.perigee.bench.coldstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.perigee.lab.image.UnpackedImage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ColdStartReportTests {

	@Test
	void comparesTheMediansOfTheForms() {
		Map<Form, List<ColdStart>> starts = new EnumMap<>(Form.class);
		starts.put(Form.EXECUTABLE_JAR, List.of(start(7000, 9000), start(6000, 8000), start(9000, 9500)));
		starts.put(Form.IMAGE, List.of(start(2800, 3000), start(2500, 2500), start(5000, 4000)));
		ColdStartReport report = ColdStartReport.of("gateway-ws", starts);
		assertThat(report.readyRatio()).isEqualTo(2.5);
		assertThat(report.cpuRatio()).isEqualTo(3);
		assertThat(report.rows()).last().isEqualTo(new ColdStartReport.Row("image", 3, 2800, 5000, 3000, 200));
	}

	@Test
	void onlyTheImageIsStartedWithItsCacheAndNotWithoutIt() {
		UnpackedImage image = new UnpackedImage(Path.of("root"),
				List.of("java", "-XX:AOTCache=/app/aot/gateway.aot", "-cp", "@/app/jib-classpath-file", "Main"),
				Map.of(), "65532:65532", List.of());
		assertThat(Form.IMAGE.of(image).entrypoint()).containsExactly("java", "-XX:AOTMode=on",
				"-XX:AOTCache=/app/aot/gateway.aot", "-cp", "@/app/jib-classpath-file", "Main");
		assertThat(Form.NO_CACHE.of(image).entrypoint()).containsExactly("java", "-cp", "@/app/jib-classpath-file",
				"Main");
		assertThat(Form.EXECUTABLE_JAR.of(image).entrypoint()).containsExactly("java", "-jar", "/fat/gateway.jar");
	}

	private static ColdStart start(int readyMillis, int cpuMillis) {
		return new ColdStart(Duration.ofMillis(readyMillis), Duration.ofMillis(cpuMillis), 200 << 20);
	}

}
