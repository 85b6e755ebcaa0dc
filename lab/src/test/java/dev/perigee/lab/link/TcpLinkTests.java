package dev.perigee.lab.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.time.LabClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class TcpLinkTests {

	private final PortLease ports = PortLease.acquire();

	private final Links links = new Links(this.ports, System::nanoTime, 42);

	private final EchoServers servers = new EchoServers();

	private Link link;

	@BeforeEach
	void open() throws IOException {
		this.link = this.links.link("tcp");
		this.links.tcp(this.link, this.servers.tcp());
	}

	@AfterEach
	void close() {
		this.links.close();
		this.servers.close();
		this.ports.close();
	}

	@Test
	void carriesBytesUnchangedBothWays() throws Exception {
		this.link.delay(Duration.ofMillis(5)).jitter(Duration.ofMillis(3));
		byte[] sent = new byte[8 << 20];
		new Random(1).nextBytes(sent);
		try (Socket socket = connect()) {
			CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(socket));
			socket.getOutputStream().write(sent);
			socket.shutdownOutput();
			assertThat(Arrays.equals(received.get(20, TimeUnit.SECONDS), sent)).isTrue();
		}
		assertThat(this.link.statistics().bytesForwarded()).isEqualTo(2L * sent.length);
	}

	@Test
	void delaysEachDirectionWithinAMillisecond() throws IOException {
		try (Socket socket = connect()) {
			double baseMillis = fastestRoundTripMillis(socket);
			this.link.delay(Duration.ofMillis(20));
			assertThat(fastestRoundTripMillis(socket) - baseMillis).isBetween(39.9, 42.0);
			this.link.delay(Duration.ofNanos(2_300_000));
			assertThat(fastestRoundTripMillis(socket) - baseMillis).isBetween(4.5, 6.6);
		}
	}

	@Test
	void chargesTheHandshakeToTheFirstBytes() throws IOException {
		this.link.delay(Duration.ofMillis(20));
		try (Socket socket = connect()) {
			assertThat(roundTripMillis(socket)).isGreaterThan(75);
		}
	}

	@Test
	void stallsButLosesNothingWhenSegmentsAreLost() throws IOException {
		try (Socket socket = connect()) {
			roundTripMillis(socket);
			this.link.loss(100);
			assertThat(roundTripMillis(socket)).isGreaterThan(400);
			this.link.loss(0);
			assertThat(roundTripMillis(socket)).isLessThan(400);
		}
	}

	@Test
	void swallowsEverythingInABlackHoleAndGoesOnAfterwards() throws IOException {
		try (Socket socket = connect()) {
			roundTripMillis(socket);
			this.link.blackHole(true);
			socket.getOutputStream().write(7);
			socket.setSoTimeout(200);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			this.link.blackHole(false);
			socket.setSoTimeout(5000);
			assertThat(socket.getInputStream().read()).isEqualTo(7);
		}
	}

	@Test
	void acceptsInSilenceWhenItIsABlackHoleFromTheStart() throws IOException {
		this.link.blackHole(true);
		try (Socket socket = connect()) {
			socket.getOutputStream().write(7);
			socket.setSoTimeout(200);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			this.link.restore();
			socket.setSoTimeout(5000);
			assertThat(socket.getInputStream().read()).isEqualTo(7);
		}
	}

	@Test
	void resetsAndRefusesWhenCutUntilRestored() throws IOException {
		try (Socket socket = connect()) {
			roundTripMillis(socket);
			this.link.cut();
			assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class)
				.hasMessageContaining("reset");
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		}
		this.link.restore();
		try (Socket socket = connect()) {
			roundTripMillis(socket);
		}
	}

	@Test
	void keepsWhoIsConnectedWhenItRefusesWhoIsNew() throws IOException {
		try (Socket socket = connect()) {
			roundTripMillis(socket);
			this.link.refuseNew();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
			roundTripMillis(socket);
		}
	}

	@Test
	void resetsTheClientWhenNobodyListensAtTheTarget() throws IOException {
		this.link.passages().get(0).redirect(this.ports.nextAddress());
		try (Socket socket = connect()) {
			assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
		}
	}

	@Test
	void leadsNewConnectionsToTheNewTarget() throws IOException {
		InetSocketAddress second = this.servers.tcp();
		try (Socket before = connect()) {
			roundTripMillis(before);
			this.link.passages().get(0).redirect(second);
			roundTripMillis(before);
			try (Socket after = connect()) {
				roundTripMillis(after);
			}
		}
		assertThat(this.link.statistics().connections()).isEqualTo(2);
	}

	@Test
	void makesTheSenderWaitWhenTheReceiverDoesNotRead() throws Exception {
		try (Socket socket = connect()) {
			AtomicLong written = new AtomicLong();
			CompletableFuture.runAsync(() -> writeForever(socket, written));
			long[] last = { -1, LabClock.nanoTime() };
			LabClock.await(Duration.ofSeconds(20), () -> stoppedFor(Duration.ofMillis(500), written.get(), last),
					() -> "the sender is still writing");
			assertThat(written.get()).isLessThan(64 << 20);
		}
	}

	private static boolean stoppedFor(Duration quiet, long value, long[] last) {
		if (value != last[0]) {
			last[0] = value;
			last[1] = LabClock.nanoTime();
		}
		return LabClock.nanoTime() - last[1] > quiet.toNanos();
	}

	private static void writeForever(Socket socket, AtomicLong written) {
		byte[] chunk = new byte[64 << 10];
		try {
			while (true) {
				socket.getOutputStream().write(chunk);
				written.addAndGet(chunk.length);
			}
		}
		catch (IOException ex) {
			// closed at the end of the test
		}
	}

	private static byte[] readAll(Socket socket) {
		try {
			return socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(this.link.address().getAddress(), this.link.address().getPort());
		socket.setTcpNoDelay(true);
		return socket;
	}

	private static double fastestRoundTripMillis(Socket socket) throws IOException {
		double fastest = Double.MAX_VALUE;
		roundTripMillis(socket);
		for (int i = 0; i < 40; i++) {
			fastest = Math.min(fastest, roundTripMillis(socket));
		}
		return fastest;
	}

	private static double roundTripMillis(Socket socket) throws IOException {
		long start = System.nanoTime();
		socket.getOutputStream().write(1);
		InputStream in = socket.getInputStream();
		assertThat(in.read()).isEqualTo(1);
		return (System.nanoTime() - start) / 1e6;
	}

}
