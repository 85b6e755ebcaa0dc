package dev.perigee.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.gateway.GatewayVitals;
import dev.perigee.lab.time.LabClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a gateway held when nobody was connected.
 */
record Condition(GatewayVitals vitals, long heapBytes, long openFiles) {

	/** Caches that grow, and what the collector leaves. */
	private static final long HEAP_MARGIN_BYTES = 4 << 20;

	/** Connections of the test's own HTTP clients to Actuator. */
	private static final int FILES_MARGIN = 8;

	/** Waits until the gateway holds nothing for clients, and measures. */
	static Condition of(GatewayProcess gateway, Duration bound) {
		GatewayVitals vitals = new GatewayVitals(gateway);
		LabClock.await(bound, vitals::isIdle, () -> gateway + " is idle");
		return new Condition(vitals, vitals.liveBytes(), vitals.openFiles());
	}

	/**
	 * Checks that the gateway is as it was, and has said nothing above DEBUG of what
	 * clients sent. QUIC keeps connections that have ended for as long as late packets
	 * may come (RFC 9000, section 10.2).
	 */
	void assertIsBack(Duration bound) {
		GatewayProcess gateway = this.vitals.gateway();
		LabClock.await(bound, this.vitals::isIdle, () -> gateway + " is idle");
		LabClock.await(bound, () -> this.vitals.liveBytes() < this.heapBytes + HEAP_MARGIN_BYTES,
				() -> "heap is as before: " + this + ", now " + this.vitals.liveBytes());
		System.out
			.println(gateway + ": live heap before " + this.heapBytes + ", in the end " + this.vitals.liveBytes());
		assertThat(this.vitals.openFiles()).as("files of " + gateway)
			.isLessThanOrEqualTo(this.openFiles + FILES_MARGIN);
		assertThat(complaints()).as("log of " + gateway).isEmpty();
	}

	private List<String> complaints() {
		try {
			return Files.readString(this.vitals.gateway().log(), StandardCharsets.ISO_8859_1)
				.lines()
				.filter((line) -> line.matches(".*( WARN | ERROR |Exception|LEAK: ).*"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
