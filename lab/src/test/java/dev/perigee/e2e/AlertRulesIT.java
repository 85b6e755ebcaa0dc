package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.process.Executables;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.time.LabClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alerts judged by Prometheus' own {@code promtool}.
 */
class AlertRulesIT {

	private static final Duration BOUND = Duration.ofSeconds(30);

	private static final String TESTS = "alerts.test.yaml";

	private static final Path SOURCE_OF_TESTS = ProjectHome.path().resolve("k8s/tests").resolve(TESTS);

	@Test
	void firesAndStaysSilentAsItsTestsSay(@TempDir Path directory) throws IOException {
		Path rules = AlertRules.write(directory);
		copyTests(directory);
		assertThat(promtool(directory, "check", "rules", rules.toString())).contains("SUCCESS");
		assertThat(promtool(directory, "test", "rules", TESTS)).contains("SUCCESS");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			> 217      | > 257
			== 1       | == 2
			for: 2m    | for: 9m
			* 600      | * 60
			critical   | warning
			""")
	void theTestsNoticeAChange(String part, String other, @TempDir Path directory) throws IOException {
		Path rules = AlertRules.write(directory);
		String before = Files.readString(rules);
		assertThat(before).contains(part);
		Files.writeString(rules, before.replace(part, other));
		copyTests(directory);
		assertThat(promtool(directory, "test", "rules", TESTS)).contains("FAILED");
	}

	@Test
	void everyAlertHasATestAndAPageThatHelps() throws IOException {
		String tests = Files.readString(SOURCE_OF_TESTS);
		String runbook = Files.readString(ProjectHome.path().resolve("k8s/RUNBOOK.md"));
		assertThat(AlertRules.all()).isNotEmpty().allSatisfy((rule) -> {
			assertThat(tests).contains("alertname: " + rule.alert() + "\n");
			assertThat(runbook).contains("## " + rule.alert() + "\n");
			assertThat(rule.labels()).containsOnlyKeys("severity");
			assertThat(rule.annotations()).containsOnlyKeys("summary", "description", "runbook")
				.containsEntry("runbook", "k8s/RUNBOOK.md#" + rule.alert().toLowerCase(Locale.ROOT));
		});
	}

	private static void copyTests(Path directory) throws IOException {
		Files.copy(SOURCE_OF_TESTS, directory.resolve(TESTS));
	}

	private static String promtool(Path directory, String... arguments) throws IOException {
		Path program = Executables.find("promtool", "apt-get install prometheus, or brew install prometheus");
		List<String> command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
		try (ManagedProcess check = ManagedProcess.start(new Launch("promtool", command, Map.of(), directory))) {
			LabClock.await(BOUND, () -> !check.isAlive(), () -> "the end of " + command);
			return Files.readString(check.log());
		}
	}

}
