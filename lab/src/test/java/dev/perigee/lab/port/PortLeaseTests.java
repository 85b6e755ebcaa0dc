package dev.perigee.lab.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
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

}
