package dev.perigee.lab.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.protocol.Transport;

/**
 * The program of a gateway: its executable jar, unpacked, and an archive of its classes
 * that makes it start with less than half of the work. Both are kept beside the jar, for
 * the next lab. Immutable and thread-safe.
 */
public final class GatewayProgram {

	private static final Duration RUN_BOUND = Duration.ofSeconds(120);

	/** Small and quick to start, because a lab runs half a dozen of them. */
	private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m",
			"-Xshare:auto");

	private final Path jar;

	private final Path archive;

	private final List<String> options;

	private GatewayProgram(Path jar, List<String> options) {
		this.jar = jar;
		this.archive = jar.resolveSibling("classes.jsa");
		this.options = List.copyOf(options);
	}

	/**
	 * Finds and unpacks a gateway's executable jar: the one that the system property
	 * {@code lab.gateway-ws.jar} or {@code lab.gateway-wt.jar} names, or else the one
	 * that the module's build has left in the checkout.
	 * @param home the checkout
	 * @param transport which gateway
	 * @return the program
	 * @throws IllegalStateException when the jar has not been built
	 */
	public static GatewayProgram find(Path home, Transport transport) {
		String module = (transport == Transport.WEBSOCKET) ? "gateway-ws" : "gateway-wt";
		String configured = System.getProperty("lab." + module + ".jar");
		Path jar = (configured != null) ? Path.of(configured) : executableJar(home, module);
		try {
			return unpack(jar.toAbsolutePath());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot unpack " + jar, ex);
		}
	}

	/**
	 * Finds the executable jar that a gateway's build has left in the checkout.
	 * @param home the checkout
	 * @param module {@code gateway-ws} or {@code gateway-wt}
	 * @return the jar
	 * @throws IllegalStateException when it has not been built
	 */
	public static Path executableJar(Path home, String module) {
		Path target = home.resolve(module).resolve("target");
		try (Stream<Path> files = Files.exists(target) ? Files.list(target) : Stream.empty()) {
			return files.filter((file) -> file.getFileName().toString().matches(module + "-.*-exec\\.jar"))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(
						"No %s-*-exec.jar in %s: build it with ./mvnw -pl %s -am package".formatted(module, target,
								module)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot look into " + target, ex);
		}
	}

	private static GatewayProgram unpack(Path jar) throws IOException {
		Path directory = jar.resolveSibling("lab").resolve(fingerprint(jar));
		GatewayProgram program = new GatewayProgram(directory.resolve(jar.getFileName()), List.of());
		if (!Files.exists(program.jar)) {
			Files.createDirectories(directory.getParent());
			Path scratch = Files.createTempDirectory(directory.getParent(), "unpacking");
			run("unpack", scratch, List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination",
					scratch.toString(), "--force"));
			// when another lab was faster its directory is in the way, and as good
			if (!scratch.toFile().renameTo(directory.toFile()) && !Files.exists(program.jar)) {
				throw new IOException("Cannot move " + scratch + " to " + directory);
			}
		}
		return program;
	}

	/**
	 * An archive is good for one jar and one JVM. A reproducible build gives all its jars
	 * one time of modification, so only the content tells them apart.
	 */
	private static String fingerprint(Path jar) throws IOException {
		CRC32C checksum = new CRC32C();
		checksum.update(Files.readAllBytes(jar));
		checksum.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
		return "%s-%08x".formatted(jar.getFileName(), checksum.getValue());
	}

	/**
	 * Adds options of the JVM.
	 * @param more such as system properties
	 * @return this program with them
	 */
	public GatewayProgram withOptions(List<String> more) {
		return new GatewayProgram(this.jar, more);
	}

	/**
	 * Tells whether there is an archive of classes.
	 * @return whether {@link #train(Path)} has been done
	 */
	boolean isTrained() {
		return Files.exists(this.archive);
	}

	/**
	 * Makes the archive of classes by starting the gateway up to the point where it would
	 * open its ports. Without an archive the gateway works the same.
	 * @param configured a directory with the gateway's configuration
	 * @return whether there is an archive now
	 */
	boolean train(Path configured) {
		Path fresh = configured.resolve("classes.jsa");
		List<String> arguments = new ArrayList<>(JVM_OPTIONS);
		arguments.addAll(List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Dspring.context.exit=onRefresh", "-jar",
				this.jar.toString()));
		try {
			run("train", configured, arguments);
			// first beside its place, then into it, because another lab may be reading
			// there
			Path neighbour = Files.createTempFile(this.jar.getParent(), "classes", ".jsa");
			Files.move(fresh, neighbour, StandardCopyOption.REPLACE_EXISTING);
			Files.move(neighbour, this.archive, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IllegalStateException | IOException ex) {
			return false;
		}
		return true;
	}

	private static void run(String name, Path directory, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(javaProgram()));
		command.addAll(arguments);
		ManagedProcess.start(new Launch(name, command, Map.of(), directory)).awaitSuccess(RUN_BOUND);
	}

	/**
	 * Returns how a gateway is started.
	 * @return the command, without a gateway's own configuration
	 */
	public List<String> command() {
		List<String> command = new ArrayList<>(List.of(javaProgram()));
		command.addAll(JVM_OPTIONS);
		if (isTrained()) {
			command.add("-XX:SharedArchiveFile=" + this.archive);
		}
		command.addAll(this.options);
		command.addAll(List.of("-jar", this.jar.toString()));
		return command;
	}

	private static String javaProgram() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
