package dev.perigee.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The directory that a lab's files are in.
 *
 * @param root the directory
 * @param temporary whether it goes with the lab
 */
record Workspace(Path root, boolean temporary) implements AutoCloseable {

	static Workspace open(@Nullable Path kept) {
		try {
			return (kept != null) ? new Workspace(Files.createDirectories(kept).toAbsolutePath(), false)
					: new Workspace(Files.createTempDirectory("perigee-lab-"), true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot make a directory for the lab", ex);
		}
	}

	Path directory(String name) {
		try {
			return Files.createDirectories(this.root.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot make the directory of " + name, ex);
		}
	}

	@Override
	public void close() {
		if (!this.temporary) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.root)) {
			List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
			for (Path file : deepestFirst) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot delete " + this.root, ex);
		}
	}

}
