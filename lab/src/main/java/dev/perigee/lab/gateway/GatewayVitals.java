package dev.perigee.lab.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.perigee.lab.process.HttpProbe;

/**
 * What a gateway holds on to, asked from outside. Each method blocks and asks anew.
 *
 * @param gateway a gateway that runs
 */
public record GatewayVitals(GatewayProcess gateway) {

	/** What Netty says of a buffer that nobody released. */
	private static final String LEAK = "LEAK: ";

	private static final Duration SCRAPE_BOUND = Duration.ofSeconds(20);

	private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

	/**
	 * Collects all garbage and measures what is left.
	 * @return bytes of the Java heap
	 */
	public long liveBytes() {
		Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
		try {
			Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(this.gateway.pid()),
					"GC.class_histogram")
				.redirectErrorStream(true)
				.start();
			try (InputStream out = process.getInputStream()) {
				String histogram = new String(out.readAllBytes(), StandardCharsets.UTF_8);
				Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
				if (!total.find()) {
					throw new IllegalStateException("No histogram of %s: %s".formatted(this.gateway, histogram));
				}
				return Long.parseLong(total.group(1));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot ask " + this.gateway, ex);
		}
	}

	/**
	 * Returns how many file descriptors are open.
	 * @return sockets included
	 */
	public long openFiles() {
		return meter("process_files_open_files");
	}

	/**
	 * Tells whether nobody is connected or about to be, and no room is kept.
	 * @return whether it holds nothing for clients
	 */
	public boolean isIdle() {
		return meter("perigee_gateway_connections") == 0 && meter("perigee_gateway_unfinished_handshakes") == 0
				&& meter("perigee_gateway_rooms") == 0;
	}

	/**
	 * Returns how many leaks of buffers it has reported since it was first started. Leaks
	 * are found by collections of garbage, and reported at the next allocation.
	 * @return lines of its log
	 */
	public long reportedLeaks() {
		try {
			return Files.readString(this.gateway.log(), StandardCharsets.ISO_8859_1)
				.lines()
				.filter((line) -> line.contains(LEAK))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the log of " + this.gateway, ex);
		}
	}

	/** Adds up a meter over its tags. */
	private long meter(String name) {
		String text = HttpProbe.tell("GET", this.gateway.actuator("prometheus"), "", SCRAPE_BOUND)
			.orElseThrow(() -> new IllegalStateException(this.gateway + " does not tell its meters"));
		return (long) Pattern.compile("^" + name + "(?:\\{.*\\})? (\\S+)$", Pattern.MULTILINE)
			.matcher(text)
			.results()
			.map((MatchResult line) -> line.group(1))
			.mapToDouble(Double::parseDouble)
			.sum();
	}

}
