package dev.perigee.lab.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.Executables;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Prometheus process that scrapes every two seconds and keeps what it sees below its
 * directory. It needs {@code prometheus} 2.42 or later on the path. Thread-safe; methods
 * block.
 */
public final class PrometheusServer implements AutoCloseable {

	private static final String CONFIG_FILE = "prometheus.yml";

	private static final Duration START_BOUND = Duration.ofSeconds(30);

	private static final JsonMapper JSON = JsonMapper.shared();

	private final ManagedProcess process;

	private final URI address;

	private PrometheusServer(ManagedProcess process, URI address) {
		this.process = process;
		this.address = address;
	}

	/**
	 * Starts a server and waits until it answers.
	 * @param directory an existing one, for its configuration, data and log
	 * @param ports where its address comes from
	 * @param ruleFiles alerts and recording rules to evaluate every two seconds
	 * @param jobs what it scrapes
	 * @return the server, to be closed by the caller
	 * @throws IllegalStateException when it is not installed, or ends first; with its
	 * last output
	 */
	public static PrometheusServer start(Path directory, PortLease ports, List<Path> ruleFiles, List<ScrapeJob> jobs) {
		InetSocketAddress address = ports.nextAddress();
		String listen = address.getAddress().getHostAddress() + ':' + address.getPort();
		write(directory.resolve(CONFIG_FILE), configuration(ruleFiles, jobs));
		Path program = Executables.find("prometheus", "apt-get install prometheus, or brew install prometheus");
		List<String> command = List.of(program.toString(), "--config.file=" + CONFIG_FILE, "--storage.tsdb.path=data",
				"--web.listen-address=" + listen);
		PrometheusServer server = new PrometheusServer(
				ManagedProcess.start(new Launch("prometheus", command, Map.of(), directory)),
				URI.create("http://" + listen));
		server.awaitReady();
		return server;
	}

	private static String configuration(List<Path> ruleFiles, List<ScrapeJob> jobs) {
		String rules = ruleFiles.stream()
			.map((file) -> "  - " + file.toAbsolutePath())
			.collect(Collectors.joining("\n"));
		return """
				global:
				  scrape_interval: 2s
				  scrape_timeout: 2s
				  evaluation_interval: 2s
				rule_files:
				%s
				scrape_configs:
				%s""".formatted(rules, jobs.stream().map(ScrapeJob::toYaml).collect(Collectors.joining()));
	}

	private static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write " + file, ex);
		}
	}

	private void awaitReady() {
		try {
			this.process.await("readiness", START_BOUND,
					() -> HttpProbe.get(this.address.resolve("/-/ready")).isPresent());
		}
		catch (IllegalStateException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Evaluates an expression now.
	 * @param expression in PromQL
	 * @return the result, an array of series or a scalar
	 * @throws IllegalStateException when Prometheus refuses it or does not answer
	 */
	public JsonNode query(String expression) {
		return data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8), expression)
			.path("result");
	}

	/**
	 * Returns the state of all rules.
	 * @return the groups, each with its {@code rules}
	 * @throws IllegalStateException when Prometheus does not answer
	 */
	public JsonNode ruleGroups() {
		return data("/api/v1/rules", "rules").path("groups");
	}

	private JsonNode data(String path, String what) {
		JsonNode answer = HttpProbe.get(this.address.resolve(path))
			.map(JSON::readTree)
			.orElseThrow(() -> new IllegalStateException("Prometheus refuses or does not answer: " + what));
		return answer.path("data");
	}

	@Override
	public void close() {
		this.process.close();
	}

}
