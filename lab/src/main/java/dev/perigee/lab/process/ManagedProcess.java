package dev.perigee.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.perigee.lab.time.LabClock;

/**
 * A process of another program. It is killed when this JVM ends, however this JVM ends: a
 * watchdog beside it reads a pipe that only this JVM holds, and the end of that pipe is
 * its signal.
 *
 * <p>
 * Output goes to a log file and its last lines into messages. Thread-safe.
 */
public final class ManagedProcess implements AutoCloseable {

	/**
	 * Runs in a POSIX shell that turns into the program, so that the process has the
	 * shell's id, while a child of the shell stays as the watchdog. A line says that the
	 * program has ended, so its id may be another's by now; the end of the pipe without a
	 * line says that this JVM has.
	 */
	private static final String WATCHED = """
			exec 3<&0 </dev/null
			(trap '' INT TERM HUP; read -r _ <&3 || kill -KILL $$) >/dev/null 2>&1 &
			exec 3<&-
			exec "$@"
			""";

	private static final Duration KILL_BOUND = Duration.ofSeconds(10);

	private static final int MESSAGE_LINES = 30;

	private final Launch launch;

	private final Process process;

	private final LogFile log;

	private ManagedProcess(Launch launch, Process process, LogFile log) {
		this.launch = launch;
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts a process.
	 * @param launch what to start
	 * @return the process, running or already failed
	 * @throws UncheckedIOException when there is no shell or no such directory; a program
	 * that doesn't exist ends with exit code 127 instead
	 */
	public static ManagedProcess start(Launch launch) {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, launch.name()));
		command.addAll(launch.command());
		LogFile log = new LogFile(launch.directory().resolve(launch.name() + ".log"));
		ProcessBuilder builder = new ProcessBuilder(command).directory(launch.directory().toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
		builder.environment().putAll(launch.environment());
		try {
			ManagedProcess started = new ManagedProcess(launch, builder.start(), log);
			started.process.onExit().thenRun(started::releaseWatchdog);
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start " + launch, ex);
		}
	}

	private void releaseWatchdog() {
		try (var pipe = this.process.getOutputStream()) {
			pipe.write("ended\n".getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// the watchdog is gone as well, as after a kill of the whole process group
		}
	}

	/**
	 * Blocks until the process is ready.
	 * @param what the condition in words, for the message
	 * @param bound how long to wait at most
	 * @param condition polled on the calling thread
	 * @throws IllegalStateException with the last lines of output when the process ends
	 * or the bound passes first
	 */
	public void await(String what, Duration bound, BooleanSupplier condition) {
		LabClock.await(bound, () -> {
			if (!isAlive()) {
				throw new IllegalStateException(
						describe("ended with exit code %d before %s".formatted(exitCode(), what)));
			}
			return condition.getAsBoolean();
		}, () -> describe("waited for " + what));
	}

	/**
	 * Blocks until a line of the output contains a text.
	 * @param text what to look for
	 * @param bound how long to wait at most
	 * @throws IllegalStateException as {@link #await(String, Duration, BooleanSupplier)}
	 */
	public void awaitOutput(String text, Duration bound) {
		await("output \"" + text + '"', bound, () -> this.log.contains(text));
	}

	/**
	 * Blocks until the process has ended as it should.
	 * @param bound how long it may take
	 * @throws IllegalStateException with the last lines of output when it fails or the
	 * bound passes first
	 */
	public void awaitSuccess(Duration bound) {
		if (!endsWithin(bound)) {
			kill();
			throw new IllegalStateException(describe("did not end within " + bound));
		}
		if (exitCode() != 0) {
			throw new IllegalStateException(describe("failed with exit code " + exitCode()));
		}
	}

	/**
	 * Ends the process with SIGKILL and waits until it is gone.
	 */
	public void kill() {
		this.process.destroyForcibly();
		if (!endsWithin(KILL_BOUND)) {
			throw new IllegalStateException(describe("survived SIGKILL for " + KILL_BOUND));
		}
	}

	/**
	 * Asks the process to end with SIGTERM, and kills it when it takes longer than it
	 * may.
	 * @param bound how long it may take
	 * @return whether it ended by itself
	 */
	public boolean stop(Duration bound) {
		// not Process.destroy(), which also closes the pipe that the watchdog reads
		this.process.toHandle().destroy();
		if (endsWithin(bound)) {
			return true;
		}
		kill();
		return false;
	}

	/**
	 * Stops the process in its tracks with SIGSTOP: its sockets stay open and nobody
	 * answers.
	 */
	public void pause() {
		signal("STOP");
	}

	/**
	 * Lets a paused process go on.
	 */
	public void resume() {
		signal("CONT");
	}

	/**
	 * Sends a signal.
	 * @param name its name without SIG
	 */
	public void signal(String name) {
		try {
			Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(name, pid())).start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException(describe("could not be sent SIG" + name));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot signal " + this, ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private boolean endsWithin(Duration bound) {
		try {
			return this.process.waitFor(bound.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private IllegalStateException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new IllegalStateException("Interrupted while waiting for " + this, cause);
	}

	/**
	 * Returns the id of the program itself, not of a shell around it.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Tells whether the process runs or is paused.
	 * @return whether it has not ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns how the process ended.
	 * @return the exit code, 128 + signal number when a signal ended it
	 * @throws IllegalThreadStateException when it has not ended
	 */
	public int exitCode() {
		return this.process.exitValue();
	}

	/**
	 * Returns where the output goes.
	 * @return the log file, appended to by later processes of the same name
	 */
	public Path log() {
		return this.log.path();
	}

	private String describe(String what) {
		return "%s %s; its last output:%n%s".formatted(this, what, this.log.lastLines(MESSAGE_LINES));
	}

	/** Kills the process, if it runs. */
	@Override
	public void close() {
		kill();
	}

	@Override
	public String toString() {
		return "%s (pid %d)".formatted(this.launch.name(), pid());
	}

}
