package dev.perigee.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of a module's properties, and those that Spring Boot's annotation processor
 * has found in its code.
 */
public final class PropertyTable {

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	private PropertyTable() {
	}

	/**
	 * Asserts that the page of this module has every property with its true default, and
	 * no other; and that the first page of the project says the same of those that it
	 * names.
	 */
	public static void assertThatPagesAreTrue() {
		Map<String, String> code = ofTheCode();
		assertThat(comparable(Readme.ofThisModule(), code)).containsExactlyInAnyOrderEntriesOf(code);
		Map<String, String> chosen = comparable(Readme.of(Path.of("../README.md")), code);
		chosen.keySet().retainAll(code.keySet());
		assertThat(code).containsAllEntriesOf(chosen);
	}

	/**
	 * Where the code has no default, a page may say in words where the value comes from.
	 * Of a map the page names what its values have.
	 */
	private static Map<String, String> comparable(Readme page, Map<String, String> code) {
		Map<String, String> properties = new TreeMap<>();
		page.properties().forEach((documented, value) -> {
			String name = documented.replaceFirst("\\.<.*", "");
			boolean words = value.contains(" ") && code.getOrDefault(name, "").isEmpty();
			properties.put(name, words ? "" : value);
		});
		return properties;
	}

	private static Map<String, String> ofTheCode() {
		Map<String, String> properties = new TreeMap<>();
		for (JsonNode property : read().path("properties")) {
			String name = property.path("name").asString();
			// of endpoints: Actuator's
			if (!name.startsWith("management.")) {
				properties.put(name, property.path("defaultValue").asString(""));
			}
		}
		return properties;
	}

	private static JsonNode read() {
		try {
			return JsonMapper.shared().readTree(Files.readString(METADATA));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Not compiled with spring-boot-configuration-processor: " + METADATA, ex);
		}
	}

}
