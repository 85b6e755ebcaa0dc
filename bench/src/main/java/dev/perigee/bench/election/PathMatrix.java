package dev.perigee.bench.election;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The paths between the cities of a world. Immutable.
 */
final class PathMatrix {

	static final String HEADER = "from,to,distance_km,min_ms,avg_ms,max_ms,mdev_ms";

	/** The way to a region in the user's own city. */
	private static final PathTimes LOCAL = new PathTimes(0, 0.5, 0.6, 1, 0.1);

	private final String name;

	private final Map<String, Map<String, PathTimes>> paths;

	PathMatrix(String name, Map<String, Map<String, PathTimes>> paths) {
		this.name = name;
		this.paths = paths;
	}

	/**
	 * Reads a matrix.
	 * @param file CSV with the {@link #HEADER}
	 * @return the matrix
	 * @throws IOException when the file can't be read
	 * @throws IllegalArgumentException when a line is wrong; the message names it
	 */
	static PathMatrix read(Path file) throws IOException {
		List<String> lines = Files.readAllLines(file);
		if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
			throw new IllegalArgumentException("%s: line 1: header '%s' expected".formatted(file, HEADER));
		}
		Map<String, Map<String, PathTimes>> paths = new LinkedHashMap<>();
		for (int i = 1; i < lines.size(); i++) {
			if (!lines.get(i).isBlank()) {
				try {
					add(paths, lines.get(i).strip().split(",", -1));
				}
				catch (IllegalArgumentException ex) {
					throw new IllegalArgumentException("%s: line %d: %s".formatted(file, i + 1, ex.getMessage()), ex);
				}
			}
		}
		return new PathMatrix(file.getFileName().toString(), paths);
	}

	private static void add(Map<String, Map<String, PathTimes>> paths, String[] fields) {
		if (fields.length != 7) {
			throw new IllegalArgumentException("7 fields expected, found " + fields.length);
		}
		double[] numbers = new double[5];
		for (int i = 0; i < numbers.length; i++) {
			numbers[i] = Double.parseDouble(fields[i + 2]);
		}
		paths.computeIfAbsent(fields[0], (from) -> new LinkedHashMap<>())
			.put(fields[1], new PathTimes(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
	}

	String name() {
		return this.name;
	}

	/** All names that occur at either end of a path. */
	Set<String> cities() {
		Set<String> cities = new LinkedHashSet<>(this.paths.keySet());
		this.paths.values().forEach((to) -> cities.addAll(to.keySet()));
		return cities;
	}

	/** The cities that have a path to every one of some regions. */
	List<String> usersOf(List<String> regions) {
		List<String> users = new ArrayList<>();
		for (String city : cities()) {
			if (regions.stream().allMatch((region) -> path(city, region) != null)) {
				users.add(city);
			}
		}
		return users;
	}

	/** The path between two cities, whichever direction was measured. */
	@Nullable PathTimes path(String from, String to) {
		PathTimes path = this.paths.getOrDefault(from, Map.of()).get(to);
		if (path == null) {
			path = this.paths.getOrDefault(to, Map.of()).get(from);
		}
		return (path == null && from.equals(to)) ? LOCAL : path;
	}

}
