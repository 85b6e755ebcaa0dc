package dev.perigee.lab.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;

/**
 * The regions of a checkout, or of a copy of what a checkout says about them.
 *
 * @param home the checkout or the copy
 */
record Regions(Path home) {

	static Regions ofThisCheckout() {
		return new Regions(ProjectHome.path());
	}

	/** Copies what {@code bin/regions} reads and writes. */
	static Regions copyTo(Path directory) {
		for (String part : List.of("bin/regions", "nats-config", "k8s")) {
			copy(ProjectHome.path().resolve(part), directory.resolve(part));
		}
		return new Regions(directory);
	}

	private static void copy(Path from, Path to) {
		try (Stream<Path> files = Files.walk(from)) {
			Files.createDirectories(to.getParent());
			for (Path file : (Iterable<Path>) files::iterator) {
				Files.copy(file, to.resolve(from.relativize(file).toString()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot copy " + from, ex);
		}
	}

	/** Replaces the examples by what an installation might have decided, in a copy. */
	void decide() {
		try (Stream<Path> files = Files.walk(this.home)) {
			for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
				Files.writeString(file, Files.readString(file).replace("example.com", "perigee.test"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot edit " + this.home, ex);
		}
		run("render").orThrow();
	}

	/** Runs {@code bin/regions}. */
	Command run(String... arguments) {
		String[] command = Stream.concat(Stream.of("bin/regions"), Stream.of(arguments)).toArray(String[]::new);
		return Command.run(this.home, command);
	}

	List<String> names() {
		return run("list").orThrow().lines().map((line) -> line.split(" ", 2)[0]).toList();
	}

	String render(String region) {
		return Command.kustomize(this.home.resolve("k8s/regions").resolve(region));
	}

	Map<String, Manifests> manifests() {
		Map<String, Manifests> manifests = new TreeMap<>();
		names().forEach((region) -> manifests.put(region, Manifests.parse(render(region))));
		return manifests;
	}

}
