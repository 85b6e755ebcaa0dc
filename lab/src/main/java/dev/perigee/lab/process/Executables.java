package dev.perigee.lab.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds programs, also where distributions put servers and not every user's {@code PATH}
 * leads.
 */
public final class Executables {

	private static final String EXTRA_PATH = String.join(File.pathSeparator, "/usr/local/bin", "/usr/local/sbin",
			"/usr/sbin", "/opt/homebrew/bin");

	private Executables() {
	}

	/**
	 * Finds a program.
	 * @param name its file name
	 * @param advice how to install it, for the message
	 * @return the program's file
	 * @throws IllegalStateException with the advice when it is not installed
	 */
	public static Path find(String name, String advice) {
		String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + EXTRA_PATH;
		return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("%s is not installed: %s".formatted(name, advice)));
	}

}
