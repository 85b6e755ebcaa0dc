package dev.perigee.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout that this code runs from: where the templates and the executable jars are.
 */
public final class ProjectHome {

	/** System property that names the checkout for code that runs elsewhere. */
	public static final String PROPERTY = "perigee.home";

	private static final String LANDMARK = "nats-config";

	private ProjectHome() {
	}

	/**
	 * Finds the checkout: the directory named by {@value #PROPERTY}, or else the working
	 * directory or the closest directory above it that holds {@code nats-config}.
	 * @return the absolute path
	 * @throws IllegalStateException when there is none
	 */
	public static Path path() {
		String configured = System.getProperty(PROPERTY);
		Path start = Path.of((configured != null) ? configured : "").toAbsolutePath().normalize();
		if (configured != null) {
			if (!isHome(start)) {
				throw new IllegalStateException("%s=%s holds no %s".formatted(PROPERTY, configured, LANDMARK));
			}
			return start;
		}
		for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
			if (isHome(candidate)) {
				return candidate;
			}
		}
		throw new IllegalStateException("No directory at or above %s holds %s; set the system property %s"
			.formatted(start, LANDMARK, PROPERTY));
	}

	private static boolean isHome(Path directory) {
		return Files.isDirectory(directory.resolve(LANDMARK));
	}

}
