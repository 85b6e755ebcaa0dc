package dev.perigee.lab.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param name what messages call it, and its log file
 * @param command the program and its arguments; no secrets, everybody on the machine can
 * list them
 * @param environment variables added to those of this JVM; the place for secrets
 * @param directory working directory, which also gets the log
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path directory) {

	/**
	 * Copies the collections.
	 */
	public Launch {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
	}

	/** Secrets stay out of messages. */
	@Override
	public String toString() {
		return "%s %s in %s".formatted(this.name, this.command, this.directory);
	}

}
