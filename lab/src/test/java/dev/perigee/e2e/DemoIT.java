package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code bin/demo} runs, from its command line to its JSON, in a JVM of its own.
 */
class DemoIT {

	@TempDir
	private Path directory;

	@Test
	void printsOneObjectThatTellsOfAnElectionAndALosslessFailover() throws IOException, InterruptedException {
		Path out = this.directory.resolve("out");
		int status = run(out, "--home", "us-east", "--headless", "--json", "--seconds", "25");
		assertThat(status).as(errors()).isZero();
		List<String> lines = Files.readAllLines(out);
		assertThat(lines).hasSize(1);
		JsonNode report = JsonMapper.shared().readTree(lines.get(0));
		assertThat(report.propertyNames()).containsExactly("home", "winner", "candidates", "firstUsableMs",
				"decisionMs", "failovers", "messages");
		assertThat(report.at("/home").asString()).isEqualTo("us-east");
		assertThat(report.at("/winner/region").asString()).isEqualTo("us-east");
		assertThat(report.at("/winner/rttMs").asDouble()).isPositive();
		assertThat(report.at("/candidates").size()).isEqualTo(6);
		assertThat(report.at("/firstUsableMs").asDouble()).isPositive().isLessThan(3000);
		assertThat(report.at("/decisionMs").asDouble()).isPositive().isLessThan(3100);
		assertThat(report.at("/failovers").size()).isPositive();
		assertThat(report.at("/failovers/0/blackoutMs").asDouble()).isPositive();
		assertThat(report.at("/messages/received").asLong()).isGreaterThan(1000)
			.isEqualTo(report.at("/messages/sent").asLong());
		assertThat(report.at("/messages/lost").asLong()).isZero();
		assertThat(report.at("/messages/repeated").asLong()).isZero();
		assertThat(report.at("/messages/outOfOrder").asLong()).isZero();
	}

	@Test
	void namesTheOptionThatIsWrong() throws IOException, InterruptedException {
		Path out = this.directory.resolve("out");
		assertThat(run(out, "--home", "atlantis")).isEqualTo(2);
		assertThat(errors()).contains("--home").contains("us-east, frankfurt, singapore").contains("atlantis");
		assertThat(out).isEmptyFile();
	}

	private int run(Path out, String... arguments) throws IOException, InterruptedException {
		Path lab = ProjectHome.path().resolve("lab/target");
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dperigee.home=" + ProjectHome.path(), "-cp",
				lab.resolve("classes") + ":" + lab.resolve("lib") + "/*", "dev.perigee.lab.demo.DemoCommand"));
		command.addAll(List.of(arguments));
		Process demo = new ProcessBuilder(command).redirectOutput(out.toFile())
			.redirectError(this.directory.resolve("err").toFile())
			.start();
		try {
			assertThat(demo.waitFor(4, TimeUnit.MINUTES)).as("the demo ends").isTrue();
			return demo.exitValue();
		}
		finally {
			demo.destroyForcibly();
		}
	}

	private String errors() throws IOException {
		return Files.readString(this.directory.resolve("err"));
	}

}
