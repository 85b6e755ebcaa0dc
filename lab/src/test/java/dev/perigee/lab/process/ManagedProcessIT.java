package dev.perigee.lab.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.perigee.lab.time.LabClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class ManagedProcessIT {

	private static final Duration BOUND = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	private ManagedProcess process;

	@AfterEach
	void kill() {
		if (this.process != null) {
			this.process.close();
		}
	}

	@Test
	void passesEnvironmentAndArgumentsAsTheyAre() {
		start(Map.of("GREETING", "it's \"quoted\" $HOME"), "/bin/sh", "-c", "echo \"$GREETING|$1\"; pwd", "sh", "a  b");
		this.process.awaitSuccess(BOUND);
		this.process = null;
		assertThat(this.directory.resolve("child.log")).content()
			.startsWith("it's \"quoted\" $HOME|a  b\n")
			.contains(this.directory.getFileName().toString());
	}

	@Test
	void isTheProgramItselfAndNotAShellAroundIt() {
		start("sleep", "60");
		LabClock.await(BOUND, () -> command(this.process.pid()).endsWith("sleep"),
				() -> "the shell became the program");
	}

	@Test
	void quotesTheLastOutputOfAProgramThatFails() {
		start("/bin/sh", "-c", "echo no such region >&2; exit 3");
		assertThatIllegalStateException().isThrownBy(() -> this.process.await("readiness", BOUND, () -> false))
			.withMessageContaining("child (pid")
			.withMessageContaining("exit code 3 before readiness")
			.withMessageContaining("no such region");
	}

	@Test
	void saysWhichProgramIsMissing() {
		start("no-such-program");
		assertThatIllegalStateException().isThrownBy(() -> this.process.awaitSuccess(BOUND))
			.withMessageContaining("exit code 127")
			.withMessageContaining("no-such-program");
	}

	@Test
	void waitsForOutputWithABound() {
		start("/bin/sh", "-c", "echo ready; exec sleep 60");
		this.process.awaitOutput("ready", BOUND);
		assertThatIllegalStateException().isThrownBy(() -> this.process.awaitOutput("steady", Duration.ofMillis(100)))
			.withMessageContaining("Not within 100 ms")
			.withMessageContaining("waited for output \"steady\"");
	}

	@Test
	void stopsGentlyWhenTheProgramListensAndHardWhenNot() {
		start("/bin/sh", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done");
		this.process.awaitOutput("ready", BOUND);
		assertThat(this.process.stop(BOUND)).isTrue();
		assertThat(this.process.exitCode()).isZero();
		start("/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
		this.process.awaitOutput("deaf", BOUND);
		assertThat(this.process.stop(Duration.ofMillis(300))).isFalse();
		assertThat(this.process.exitCode()).isEqualTo(137);
	}

	@Test
	void standsStillWhilePaused() throws Exception {
		start("/bin/sh", "-c", "while :; do echo tick; sleep 0.02; done");
		this.process.awaitOutput("tick", BOUND);
		this.process.pause();
		long size = Files.size(this.process.log());
		assertThatIllegalStateException()
			.isThrownBy(() -> this.process.await("growth", Duration.ofMillis(300), () -> size(this.process) > size));
		this.process.resume();
		this.process.await("growth", BOUND, () -> size(this.process) > size);
	}

	@Test
	void isKilledEvenWhilePaused() {
		start("sleep", "60");
		this.process.pause();
		this.process.kill();
		assertThat(this.process.isAlive()).isFalse();
	}

	@Test
	void leavesNoWatchdogBehind() {
		start("sleep", "60");
		ProcessHandle program = ProcessHandle.of(this.process.pid()).orElseThrow();
		LabClock.await(BOUND, () -> program.children().count() == 1, () -> "the watchdog stands beside the program");
		ProcessHandle watchdog = program.children().findFirst().orElseThrow();
		this.process.kill();
		LabClock.await(BOUND, () -> !watchdog.isAlive(), () -> "the watchdog went with the program");
	}

	private void start(String... command) {
		start(Map.of(), command);
	}

	private void start(Map<String, String> environment, String... command) {
		this.process = ManagedProcess.start(new Launch("child", List.of(command), environment, this.directory));
	}

	private static String command(long pid) {
		return ProcessHandle.of(pid).flatMap((handle) -> handle.info().command()).orElse("");
	}

	private static long size(ManagedProcess process) {
		return process.log().toFile().length();
	}

}
