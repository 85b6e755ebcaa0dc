package dev.perigee.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of a page. Names stand in code spans; one that begins with a dot is short
 * for the first of its cell with as many segments replaced at its end: {@code `a.b.c`}
 * and {@code `.d`} are {@code a.b.c} and {@code a.b.d}.
 */
public final class Readme {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private final List<String> lines;

	private Readme(List<String> lines) {
		this.lines = List.copyOf(lines);
	}

	/**
	 * Reads the page of the module whose tests run.
	 * @return its README
	 */
	public static Readme ofThisModule() {
		return of(Path.of("README.md"));
	}

	/**
	 * Reads a page.
	 * @param page a file in Markdown
	 * @return the page
	 */
	public static Readme of(Path page) {
		try {
			return new Readme(Files.readAllLines(page));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot read " + page.toAbsolutePath(), ex);
		}
	}

	/**
	 * Returns the rows of all tables of a kind.
	 * @param heading of their first column
	 * @return the cells of each row
	 */
	public List<List<String>> rows(String heading) {
		List<List<String>> rows = new ArrayList<>();
		String headingHere = null;
		for (String line : this.lines) {
			List<String> cells = cells(line);
			if (cells.isEmpty()) {
				headingHere = null;
			}
			else if (headingHere == null) {
				headingHere = cells.get(0);
			}
			else if (headingHere.equals(heading) && !cells.get(0).startsWith("---")) {
				rows.add(cells);
			}
		}
		return rows;
	}

	private static List<String> cells(String line) {
		String row = line.strip();
		if (!row.startsWith("|")) {
			return List.of();
		}
		return Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1)).map(String::strip).toList();
	}

	/**
	 * Returns the properties of the tables whose first column is {@code property}.
	 * @return names with defaults; an empty text for none
	 */
	public Map<String, String> properties() {
		Map<String, String> defaults = new TreeMap<>();
		for (List<String> row : rows("property")) {
			List<String> names = names(row.get(0));
			String[] values = (names.size() > 1) ? row.get(1).split(",") : new String[] { row.get(1) };
			for (int i = 0; i < names.size(); i++) {
				String value = (i < values.length) ? values[i].replace("`", "").strip() : "";
				String before = defaults.put(names.get(i), value);
				assertThat(before).as("the row of %s before this one", names.get(i)).isNull();
			}
		}
		return defaults;
	}

	/**
	 * Returns the meters of the tables whose first column is {@code meter}.
	 * @return names, and those of their tags: all code spans of the row's other cells
	 */
	public Map<String, Set<String>> meters() {
		Map<String, Set<String>> meters = new HashMap<>();
		for (List<String> row : rows("meter")) {
			Set<String> tags = row.stream().skip(1).flatMap((cell) -> codes(cell).stream()).collect(Collectors.toSet());
			for (String name : names(row.get(0))) {
				Set<String> before = meters.put(name, tags);
				assertThat(before).as("the row of %s before this one", name).isNull();
			}
		}
		return meters;
	}

	private static List<String> names(String cell) {
		List<String> names = codes(cell);
		return names.stream()
			.map((name) -> name.startsWith(".") ? withoutSegments(names.get(0), name) + name : name)
			.toList();
	}

	/** Returns a name without as many segments at its end as there are in others. */
	private static String withoutSegments(String name, String others) {
		return name.replaceFirst("(\\.[^.]*){" + others.chars().filter((c) -> c == '.').count() + "}$", "");
	}

	private static List<String> codes(String cell) {
		return CODE.matcher(cell).results().map((MatchResult code) -> code.group(1)).toList();
	}

}
