package dev.perigee.lab.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image in a directory, and what it says of how it is run. It runs as a pod with
 * restricted security does, on Linux and only for root, who may change roots: as its own
 * user, on a root that it can't write to.
 *
 * @param root what the program takes for the root of all files
 * @param entrypoint the program and its arguments
 * @param environment its variables
 * @param user {@code user:group} by their numbers, empty for root
 * @param ports such as {@code 8080/tcp}
 */
public record UnpackedImage(Path root, List<String> entrypoint, Map<String, String> environment, String user,
		List<String> ports) {

	private static final Duration UNPACK_BOUND = Duration.ofSeconds(60);

	private static final String PATH = "PATH";

	/**
	 * Copies the collections.
	 */
	public UnpackedImage {
		entrypoint = List.copyOf(entrypoint);
		environment = Map.copyOf(environment);
		ports = List.copyOf(ports);
	}

	/**
	 * Unpacks the image that {@code bin/image} has made of a module.
	 * @param module such as {@code gateway-ws}
	 * @param directory where to; it is made
	 * @return the image
	 * @throws IllegalStateException when it has not been made, or can't be unpacked
	 */
	public static UnpackedImage of(String module, Path directory) {
		Path tar = ProjectHome.path().resolve(module).resolve("target/image.tar");
		if (!Files.exists(tar)) {
			throw new IllegalStateException("No %s: make it with bin/image --scratch".formatted(tar));
		}
		try {
			Files.createDirectories(directory);
			List<String> unpack = List.of(script("unpack"), tar.toString(), directory.toString());
			ManagedProcess.start(new Launch("unpack", unpack, Map.of(), directory)).awaitSuccess(UNPACK_BOUND);
			JsonNode config = JsonMapper.shared()
				.readTree(Files.readString(directory.resolve("config.json")))
				.path("config");
			return new UnpackedImage(directory.resolve("root"), texts(config.path("Entrypoint")),
					variables(config.path("Env")), config.path("User").asString(""),
					List.copyOf(config.path("ExposedPorts").propertyNames()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot unpack " + tar, ex);
		}
	}

	private static List<String> texts(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

	private static Map<String, String> variables(JsonNode assignments) {
		return texts(assignments).stream()
			.map((assignment) -> assignment.split("=", 2))
			.collect(Collectors.toMap((parts) -> parts[0], (parts) -> parts[1]));
	}

	/**
	 * Returns the image with another program.
	 * @param program with its arguments
	 * @return the same files, run another way
	 */
	public UnpackedImage withEntrypoint(List<String> program) {
		return new UnpackedImage(this.root, program, this.environment, this.user, this.ports);
	}

	/**
	 * Returns how it is started.
	 * @param name what messages call the process
	 * @param mounts what it finds where: {@code source:target}, and {@code :ro} behind it
	 * if it may not write there
	 * @param variables added to its environment
	 * @param directory gets the log
	 * @return a command that turns into the program
	 */
	public Launch launch(String name, List<String> mounts, Map<String, String> variables, Path directory) {
		// it may find programs elsewhere than the scripts that lead there
		List<String> command = new ArrayList<>(
				List.of(script("enter"), "-u", this.user, "-p", this.environment.getOrDefault(PATH, "")));
		mounts.forEach((mount) -> command.addAll(List.of("-v", mount)));
		command.add(this.root.toString());
		command.addAll(this.entrypoint);
		Map<String, String> all = new HashMap<>(this.environment);
		all.remove(PATH);
		all.putAll(variables);
		return new Launch(name, command, all, directory);
	}

	private static String script(String name) {
		return ProjectHome.path().resolve("config/image").resolve(name).toString();
	}

}
