package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretProjection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring ignores a property that nobody knows. So each one that the manifests give to a
 * gateway is looked up in the metadata of its executable jar.
 */
class MountedPropertiesIT {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "gateway-ws", "gateway-wt" })
	void areKnownToTheGateway(String gateway) throws IOException {
		Manifests manifests = Manifests.parse(Regions.ofThisCheckout().render("us-east"));
		Known known = known(gateway);
		Set<String> mounted = new TreeSet<>();
		for (String file : List.of("gateway.yaml", gateway + ".yaml", "settings.yaml")) {
			flatten("", new Load(LoadSettings.builder().build()).loadFromString(manifests.file("gateway-config", file)),
					mounted);
		}
		assertThat(mounted).contains("gateway.region", "nats.spring.server", "gateway.auth.jwk-set-uri")
			.allMatch(known::hasProperty);
		assertThat(manifests.workload(gateway).requiredSecrets()).flatExtracting(SecretProjection::getItems)
			.extracting(KeyToPath::getPath)
			.contains("nats.spring.password", "gateway.auth.resume-secret")
			.allMatch(known::hasProperty);
		assertThat(manifests.environment(manifests.workload(gateway), "gateway").keySet())
			.filteredOn((variable) -> variable.startsWith("GATEWAY_") || variable.startsWith("SPRING_"))
			.isNotEmpty()
			.allMatch(known::hasVariable);
		assertThat(known.hasProperty("gateway.regoin")).isFalse();
	}

	private static void flatten(String prefix, Object value, Set<String> names) {
		if (value instanceof Map<?, ?> map) {
			map.forEach(
					(key, element) -> flatten(prefix.isEmpty() ? key.toString() : prefix + '.' + key, element, names));
		}
		else {
			names.add(prefix);
		}
	}

	private Known known(String gateway) throws IOException {
		Known known = new Known(new HashSet<>(), new HashSet<>());
		Path target = ProjectHome.path().resolve(gateway).resolve("target");
		try (Stream<Path> jars = Files.list(target)) {
			Path jar = jars.filter((file) -> file.toString().endsWith("-exec.jar")).findFirst().orElseThrow();
			try (FileSystem program = FileSystems.newFileSystem(jar);
					Stream<Path> libraries = Files.list(program.getPath("BOOT-INF/lib"))) {
				for (Path library : (Iterable<Path>) libraries::iterator) {
					// a jar in a jar is no file system
					known.addAll(Files.copy(library, this.directory.resolve(library.getFileName().toString())));
				}
				known.add(program.getPath("BOOT-INF/classes", METADATA));
				known.add(program.getPath(METADATA));
			}
		}
		return known;
	}

	/**
	 * What metadata says.
	 *
	 * @param names of properties
	 * @param maps names of properties that may have anything below them
	 */
	private record Known(Set<String> names, Set<String> maps) {

		void addAll(Path jar) throws IOException {
			try (FileSystem library = FileSystems.newFileSystem(jar)) {
				add(library.getPath(METADATA));
			}
		}

		void add(Path metadata) throws IOException {
			if (!Files.exists(metadata)) {
				return;
			}
			for (JsonNode property : JsonMapper.shared().readTree(Files.readString(metadata)).path("properties")) {
				this.names.add(property.path("name").asString());
				if (property.path("type").asString("").startsWith("java.util.Map")) {
					this.maps.add(property.path("name").asString() + '.');
				}
			}
		}

		boolean hasProperty(String name) {
			return this.names.contains(name) || this.maps.stream().anyMatch(name::startsWith);
		}

		boolean hasVariable(String variable) {
			return this.names.stream()
				.anyMatch((name) -> name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT).equals(variable))
					|| variable.equals("SPRING_CONFIG_ADDITIONALLOCATION");
		}

	}

}
