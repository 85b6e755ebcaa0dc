package dev.perigee.election;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.perigee.readme.Readme;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's table of behaviours names tests that exist, of this module or another.
 */
class BehaviourTableTests {

	private static final Pattern REFERENCE = Pattern.compile("`([A-Z]\\w+)?(?:\\.(\\w+))?`");

	private static final Map<String, String> SOURCES = new LinkedHashMap<>();

	static List<Behaviour> behaviours() {
		return Readme.ofThisModule()
			.rows("behaviour")
			.stream()
			.map((cells) -> new Behaviour(cells.get(0), references(cells.get(1))))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("behaviours")
	void everyTestOfTheTableExists(Behaviour behaviour) throws IOException {
		assertThat(behaviour.tests()).isNotEmpty();
		for (Reference test : behaviour.tests()) {
			assertThat(source(test.type())).as("%s: %s", behaviour.text(), test)
				.containsPattern("(class|interface) " + test.type() + "\\b")
				.containsPattern((test.method() != null) ? "void " + test.method() + "\\(" : "@Test|extends ");
		}
	}

	/** A method without a class belongs to the class before it. */
	private static List<Reference> references(String cell) {
		List<Reference> references = new ArrayList<>();
		Matcher matcher = REFERENCE.matcher(cell);
		while (matcher.find()) {
			String type = (matcher.group(1) != null) ? matcher.group(1) : references.get(references.size() - 1).type();
			references.add(new Reference(type, matcher.group(2)));
		}
		return references;
	}

	private static String source(String type) throws IOException {
		if (SOURCES.isEmpty()) {
			try (Stream<Path> modules = Files.list(Path.of(".."))) {
				for (Path tests : modules.map((module) -> module.resolve("src/test/java"))
					.filter(Files::isDirectory)
					.toList()) {
					readAll(tests);
				}
			}
		}
		return SOURCES.getOrDefault(type, "there is no such test class");
	}

	private static void readAll(Path tests) throws IOException {
		try (Stream<Path> files = Files.walk(tests)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				SOURCES.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
			}
		}
	}

	/** A row of the table. */
	record Behaviour(String text, List<Reference> tests) {

		@Override
		public String toString() {
			return this.text;
		}

	}

	/** What a row names; all tests of a class when there is no method. */
	record Reference(String type, String method) {
	}

}
