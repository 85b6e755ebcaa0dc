package dev.perigee.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.perigee.lab.time.LabClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class CrashCleanupIT {

	private static final Duration BOUND = Duration.ofSeconds(5);

	private final List<ProcessHandle> children = new ArrayList<>();

	@TempDir
	private Path directory;

	private Process lab;

	@BeforeEach
	void startLab() throws IOException {
		this.lab = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), CrashingLab.class.getName(), this.directory.toString())
			.redirectErrorStream(true)
			.start();
		BufferedReader output = this.lab.inputReader();
		List<String> lines = new ArrayList<>();
		for (String line = output.readLine(); line != null && !line.equals("up"); line = output.readLine()) {
			lines.add(line);
			if (line.startsWith("pid ")) {
				ProcessHandle.of(Long.parseLong(line.substring(4))).ifPresent(this.children::add);
			}
		}
		// a server and its watchdog in each of two regions
		assertThat(this.children).as("%s", lines).hasSize(4).allMatch(CrashCleanupIT::runs);
	}

	@AfterEach
	void kill() {
		this.lab.destroyForcibly();
		this.children.forEach(ProcessHandle::destroyForcibly);
	}

	@Test
	void leavesNothingRunningAfterKillDashNine() {
		this.lab.destroyForcibly();
		awaitNothingRuns();
	}

	@Test
	void leavesNothingRunningAfterAnExitWithoutClose() throws IOException {
		this.lab.getOutputStream().close();
		awaitNothingRuns();
	}

	private void awaitNothingRuns() {
		LabClock.await(BOUND, () -> this.children.stream().noneMatch(CrashCleanupIT::runs),
				() -> "no process is left of " + this.children);
	}

	/**
	 * A zombie that nobody reaps, as in a container without init, has a process id but no
	 * program.
	 */
	private static boolean runs(ProcessHandle process) {
		Optional<String> program = process.info().command();
		return process.isAlive() && program.isPresent();
	}

}
