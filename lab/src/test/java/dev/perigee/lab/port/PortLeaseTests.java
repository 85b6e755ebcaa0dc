package dev.perigee.lab.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PortLeaseTests {

	@Test
	void neverGivesAPortToTwoLabs() {
		try (PortLease one = PortLease.acquire(); PortLease other = PortLease.acquire()) {
			Set<Integer> ports = new HashSet<>();
			for (int i = 0; i < 50; i++) {
				assertThat(ports.add(one.next())).isTrue();
				assertThat(ports.add(other.next())).isTrue();
			}
			assertThat(ports).allMatch((port) -> port >= 20_000 && port < 32_000);
		}
	}

	@Test
	void keepsItsPortsFromAnotherProcessWhenAnotherLabStartsHere() throws IOException {
		try (PortLease one = PortLease.acquire(); PortLease other = PortLease.acquire()) {
			Process elsewhere = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-cp", System.getProperty("java.class.path"), Elsewhere.class.getName())
				.redirectErrorStream(true)
				.start();
			String output = new String(elsewhere.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int port = Integer.parseInt(output.lines().reduce((before, last) -> last).orElseThrow());
			assertThat(List.of(one.next(), other.next())).allMatch((used) -> Math.abs(used - port) > 250);
		}
	}

	@Test
	void skipsPortsThatAreInUse() throws IOException {
		try (PortLease lease = PortLease.acquire()) {
			int next = lease.next() + 1;
			try (ServerSocket busy = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
				assertThat(lease.next()).isGreaterThan(busy.getLocalPort());
			}
		}
	}

	@Test
	void saysWhenItIsUsedUp() {
		try (PortLease lease = PortLease.acquire()) {
			assertThatIllegalStateException().isThrownBy(() -> {
				for (int i = 0; i <= 500; i++) {
					lease.next();
				}
			}).withMessageContaining("500 ports");
		}
	}

	/** A lab of another process, which prints a port of its own. */
	static final class Elsewhere {

		private Elsewhere() {
		}

		public static void main(String[] args) {
			try (PortLease lease = PortLease.acquire()) {
				System.out.println(lease.next());
			}
		}

	}

}
