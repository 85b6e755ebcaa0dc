package dev.perigee.gateway.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;

import dev.perigee.gateway.GatewayProperties.ClientLimits;
import dev.perigee.gateway.metrics.Limit;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakeGateTests {

	private static final long SECOND = 1_000_000_000L;

	private static final int PER_SECOND = 100;

	private static final int PER_ADDRESS = 10;

	private static final int UNFINISHED = 40;

	private final HandshakeGate gate = new HandshakeGate(limits(), new Random(1), 0);

	@Test
	void anAddressHasARate() {
		SocketAddress client = address("192.0.2.1");
		assertThat(admitted(client, true, 0, 50)).isEqualTo(PER_ADDRESS);
		assertThat(this.gate.exceeded(client, true, 0)).isEqualTo(Limit.HANDSHAKES_OF_ADDRESS);
		assertThat(this.gate.exceeded(address("192.0.2.2"), true, 0)).isNull();
		assertThat(admitted(client, true, SECOND, 50)).isEqualTo(PER_ADDRESS);
	}

	@Test
	void allAddressesOfANetworkOfIpv6AreOne() {
		assertThat(admitted(address("2001:db8::1"), true, 0, 50)).isEqualTo(PER_ADDRESS);
		assertThat(this.gate.exceeded(address("2001:db8::2"), true, 0)).isEqualTo(Limit.HANDSHAKES_OF_ADDRESS);
		assertThat(this.gate.exceeded(address("2001:db8:0:1::1"), true, 0)).isNull();
	}

	@Test
	void allAddressesTogetherHaveARate() {
		long admitted = IntStream.range(0, 250)
			.filter((i) -> this.gate.exceeded(address("192.0.2." + i), true, 0) == null)
			.count();
		assertThat(admitted).isEqualTo(PER_SECOND);
		assertThat(this.gate.exceeded(address("192.0.2.251"), true, 0)).isEqualTo(Limit.HANDSHAKES);
	}

	@Test
	void whoWritesTheAddressOfAnotherKeepsNobodyOutWhoProvesIt() {
		SocketAddress victim = address("192.0.2.1");
		assertThat(admitted(victim, false, 0, 1_000)).isEqualTo(PER_ADDRESS);
		IntStream.range(0, 250).forEach((i) -> this.gate.exceeded(address("198.51.100." + i), false, 0));
		assertThat(admitted(victim, true, 0, 50)).isEqualTo(PER_ADDRESS);
	}

	@Test
	void clientsHaveToProveTheirAddressWhenHalfOfThePlacesAreTaken() {
		begin("192.0.2.1", UNFINISHED / 4);
		begin("192.0.2.2", UNFINISHED / 4);
		SocketAddress client = address("192.0.2.3");
		assertThat(this.gate.exceeded(client, false, 0)).isEqualTo(Limit.UNFINISHED_HANDSHAKES);
		assertThat(this.gate.exceeded(client, true, 0)).isNull();
		this.gate.ended(address("192.0.2.1"));
		assertThat(this.gate.exceeded(client, false, 0)).isNull();
	}

	@Test
	void anAddressHasAQuarterOfThePlacesAndOneMoreWhenOneIsGivenBack() {
		begin("192.0.2.1", UNFINISHED / 4);
		assertThat(this.gate.exceeded(address("192.0.2.1"), true, 0)).isEqualTo(Limit.UNFINISHED_HANDSHAKES);
		assertThat(this.gate.exceeded(address("192.0.2.2"), true, 0)).isNull();
		this.gate.ended(address("192.0.2.1"));
		assertThat(this.gate.exceeded(address("192.0.2.1"), true, 0)).isNull();
		assertThat(this.gate.unfinished()).isEqualTo(UNFINISHED / 4 - 1);
	}

	@Test
	void nobodyHasAPlaceWhenAllAreTaken() {
		IntStream.range(0, 4).forEach((i) -> begin("192.0.2." + i, UNFINISHED / 4));
		assertThat(this.gate.exceeded(address("192.0.2.9"), true, 0)).isEqualTo(Limit.UNFINISHED_HANDSHAKES);
	}

	private long admitted(SocketAddress client, boolean proven, long nowNanos, int attempts) {
		return Collections.nCopies(attempts, client)
			.stream()
			.filter((one) -> this.gate.exceeded(one, proven, nowNanos) == null)
			.count();
	}

	private void begin(String address, int count) {
		Collections.nCopies(count, address(address)).forEach(this.gate::begun);
	}

	private static InetSocketAddress address(String address) {
		return new InetSocketAddress(address, 4433);
	}

	private static ClientLimits limits() {
		return new ClientLimits(DataSize.ofKilobytes(64), 64, 50, 10_000, 40_000, 500, 2_000, PER_SECOND, PER_ADDRESS,
				UNFINISHED, 2000, 100, 1000, DataSize.ofMegabytes(2), 50, DataSize.ofMegabytes(1),
				Duration.ofSeconds(10));
	}

}
