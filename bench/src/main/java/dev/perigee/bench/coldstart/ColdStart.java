package dev.perigee.bench.coldstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.perigee.lab.image.UnpackedImage;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.time.LabClock;

/**
 * One start of a gateway, as its pod sees it.
 *
 * @param ready from the start of the process until it said that it was ready
 * @param cpu that it had used by then
 * @param residentBytes of its memory, by then
 */
record ColdStart(Duration ready, Duration cpu, long residentBytes) {

	private static final Duration BOUND = Duration.ofSeconds(300);

	private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	/**
	 * Starts a gateway, and kills it when it is ready. Blocks.
	 * @param image the gateway's
	 * @param mounts what it finds where
	 * @param home an existing directory for its log
	 * @param ports where its addresses come from
	 * @return what it took
	 */
	static ColdStart measure(UnpackedImage image, List<String> mounts, Path home, PortLease ports) {
		int management = ports.next();
		Map<String, String> environment = Map.of("SPRING_PROFILES_ACTIVE", "dev", "JAVA_TOOL_OPTIONS", "-Xmx1g",
				"SERVER_ADDRESS", "127.0.0.1", "SERVER_PORT", String.valueOf(ports.next()), "MANAGEMENT_SERVER_ADDRESS",
				"127.0.0.1", "MANAGEMENT_SERVER_PORT", String.valueOf(management), "GATEWAY_WT_HOST", "127.0.0.1",
				"GATEWAY_WT_PORT", String.valueOf(ports.next()));
		URI readiness = URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(management));
		long startNanos = LabClock.nanoTime();
		try (ManagedProcess gateway = ManagedProcess.start(image.launch("gateway", mounts, environment, home))) {
			gateway.await("readiness", BOUND, () -> HttpProbe.get(readiness).isPresent());
			Duration ready = Duration.ofNanos(LabClock.nanoTime() - startNanos);
			Duration cpu = ProcessHandle.of(gateway.pid())
				.flatMap((process) -> process.info().totalCpuDuration())
				.orElseThrow();
			return new ColdStart(ready, cpu, residentBytes(gateway.pid()));
		}
	}

	private static long residentBytes(long pid) {
		Path status = Path.of("/proc", String.valueOf(pid), "status");
		try {
			Matcher resident = RESIDENT.matcher(Files.readString(status));
			if (!resident.find()) {
				throw new IllegalStateException("No VmRSS in " + status);
			}
			return Long.parseLong(resident.group(1)) * 1024;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + status, ex);
		}
	}

}
