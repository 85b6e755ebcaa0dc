package dev.perigee.lab.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders <code>${name}</code>, each replaced by its value as it is.
 * Nothing else is special.
 *
 * @param text the template
 */
public record ConfigTemplate(String text) {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

	/**
	 * Reads a template.
	 * @param file the file, UTF-8
	 * @return the template
	 */
	public static ConfigTemplate read(Path file) {
		try {
			return new ConfigTemplate(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the template " + file, ex);
		}
	}

	/**
	 * Fills in the placeholders.
	 * @param values a value for each placeholder of the template, and for nothing else
	 * @return the text
	 * @throws IllegalArgumentException when values and placeholders differ; the message
	 * names them
	 */
	public String render(Map<String, String> values) {
		Set<String> placeholders = new TreeSet<>(
				PLACEHOLDER.matcher(this.text).results().map((match) -> match.group(1)).toList());
		requireNone("No value for", without(placeholders, values.keySet()));
		requireNone("No placeholder for", without(values.keySet(), placeholders));
		return PLACEHOLDER.matcher(this.text).replaceAll((match) -> valueOf(match, values));
	}

	private static String valueOf(MatchResult match, Map<String, String> values) {
		return Matcher.quoteReplacement(values.get(match.group(1)));
	}

	private static Set<String> without(Set<String> names, Set<String> others) {
		Set<String> rest = new TreeSet<>(names);
		rest.removeAll(others);
		return rest;
	}

	private static void requireNone(String complaint, Set<String> names) {
		if (!names.isEmpty()) {
			throw new IllegalArgumentException(complaint + " " + String.join(", ", names));
		}
	}

}
