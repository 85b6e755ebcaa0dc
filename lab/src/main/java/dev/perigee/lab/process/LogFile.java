package dev.perigee.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The output of a process, read while it is being written. Decoded as ISO-8859-1, which
 * takes any bytes.
 *
 * @param path the file
 */
record LogFile(Path path) {

	boolean contains(String text) {
		return content().contains(text);
	}

	String lastLines(int count) {
		List<String> lines = content().lines().toList();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
	}

	private String content() {
		try {
			return Files.readString(this.path, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + this.path, ex);
		}
	}

}
