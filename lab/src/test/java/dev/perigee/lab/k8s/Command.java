package dev.perigee.lab.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.process.Executables;

/**
 * A program that ran to its end.
 *
 * @param exitCode what it ended with
 * @param output its standard output
 * @param errors its standard error
 */
record Command(int exitCode, String output, String errors) {

	private static final long BOUND_SECONDS = 180;

	/** Runs the kubectl that {@code bin/prepare} has found, or that of the path. */
	static Command kubectl(String... arguments) {
		return run(ProjectHome.path(), concat(kubectlProgram(), arguments));
	}

	static String kubectlProgram() {
		String program = System.getenv("KUBECTL");
		return (program != null) ? program
				: Executables
					.find("kubectl", "bin/test gets it from npm; or see kubernetes.io/docs/tasks/tools, 1.27 or later")
					.toString();
	}

	/** Renders a kustomization. */
	static String kustomize(Path directory) {
		return kubectl("kustomize", directory.toString()).orThrow();
	}

	static Command run(Path directory, String... command) {
		// a cluster that this machine may know is none of the tests' business
		return run(directory, Map.of("KUBECONFIG", "/dev/null"), command);
	}

	static Command run(Path directory, Map<String, String> environment, String... command) {
		Path errors = null;
		try {
			errors = Files.createTempFile("perigee-command", ".err");
			ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(directory.toFile())
				.redirectError(errors.toFile());
			builder.environment().put("LC_ALL", "C");
			builder.environment().putAll(environment);
			Process process = builder.start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException(command[0] + " did not end");
			}
			return new Command(process.exitValue(), output, Files.readString(errors));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot run " + command[0], ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for " + command[0], ex);
		}
		finally {
			if (errors != null) {
				errors.toFile().delete();
			}
		}
	}

	private static String[] concat(String program, String[] arguments) {
		String[] command = new String[arguments.length + 1];
		command[0] = program;
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		return command;
	}

	/** Returns the output of a program that has succeeded. */
	String orThrow() {
		if (this.exitCode != 0) {
			throw new IllegalStateException("Exit code %d: %s".formatted(this.exitCode, this.errors));
		}
		return this.output;
	}

}
