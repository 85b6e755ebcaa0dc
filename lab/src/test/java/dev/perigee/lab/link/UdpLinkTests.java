package dev.perigee.lab.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.time.LabClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class UdpLinkTests {

	private static final int DATAGRAMS = 200;

	private final PortLease ports = PortLease.acquire();

	private final Links links = new Links(this.ports, System::nanoTime, 42);

	private final EchoServers servers = new EchoServers();

	private final List<DatagramSocket> clients = new ArrayList<>();

	private Link link;

	private DatagramSocket client;

	@BeforeEach
	void open() throws IOException {
		this.link = this.links.link("udp");
		this.links.udp(this.link, this.servers.udp());
		this.client = client();
	}

	@AfterEach
	void close() {
		this.clients.forEach(DatagramSocket::close);
		this.links.close();
		this.servers.close();
		this.ports.close();
	}

	@Test
	void delaysEachDirectionWithinAMillisecond() throws IOException {
		double baseMillis = fastestRoundTripMillis();
		this.link.delay(Duration.ofMillis(20));
		assertThat(fastestRoundTripMillis() - baseMillis).isBetween(39.9, 42.0);
		this.link.delay(Duration.ofNanos(2_300_000));
		assertThat(fastestRoundTripMillis() - baseMillis).isBetween(4.5, 6.6);
	}

	@Test
	void keepsTheOrderWithoutJitter() throws IOException {
		this.link.delay(Duration.ofMillis(5));
		assertThat(echoes(this.client)).isSorted().hasSize(DATAGRAMS);
	}

	@Test
	void reordersWithJitterButLosesNothing() throws IOException {
		this.link.jitter(Duration.ofMillis(30));
		List<Integer> echoes = echoes(this.client);
		assertThat(echoes).hasSize(DATAGRAMS).doesNotHaveDuplicates();
		assertThat(echoes).isNotEqualTo(echoes.stream().sorted().toList());
	}

	@Test
	void losesTheSameDatagramsForTheSameSeed() throws IOException {
		this.link.loss(30);
		List<Integer> survivors = new ArrayList<>();
		for (int i = 0; i < DATAGRAMS; i++) {
			if (survivesOneWay(this.link)) {
				survivors.add(i);
			}
		}
		assertThat(survivors).hasSizeBetween(110, 170);
		Link twin = this.links.link("udp");
		twin.loss(30);
		for (int i = 0; i < DATAGRAMS; i++) {
			assertThat(survivesOneWay(twin)).isEqualTo(survivors.contains(i));
		}
	}

	@Test
	void losesAboutTheGivenShare() throws IOException {
		this.link.loss(20);
		assertThat(echoes(this.client)).hasSizeBetween(95, 155);
		assertThat(this.link.statistics().datagramsDropped()).isBetween(45L, 105L);
	}

	@Test
	void dropsWhatIsTooLongForThePath() throws IOException {
		send(this.client, new byte[1472]);
		assertThat(receive(this.client)).hasSize(1472);
		send(this.client, new byte[1473]);
		assertSilence(this.client);
		assertThat(this.link.statistics().datagramsDropped()).isEqualTo(1);
	}

	@Test
	void swallowsEverythingInABlackHole() throws IOException {
		this.link.delay(Duration.ofMillis(100));
		send(this.client, new byte[1]);
		this.link.blackHole(true);
		assertSilence(this.client);
		this.link.delay(Duration.ZERO).restore();
		send(this.client, new byte[2]);
		assertThat(receive(this.client)).hasSize(2);
	}

	@Test
	void isUnreachableWhenCutUntilRestored() throws IOException {
		fastestRoundTripMillis();
		this.link.cut();
		send(this.client, new byte[1]);
		assertThatExceptionOfType(PortUnreachableException.class).isThrownBy(() -> receive(this.client));
		this.link.restore();
		send(this.client, new byte[1]);
		assertThat(receive(this.client)).hasSize(1);
	}

	@Test
	void tellsClientsApartAndRefusesOnlyNewOnes() throws IOException {
		DatagramSocket second = client();
		send(this.client, new byte[] { 1 });
		send(second, new byte[] { 2 });
		assertThat(receive(second)).containsExactly(2);
		assertThat(receive(this.client)).containsExactly(1);
		this.link.refuseNew();
		DatagramSocket third = client();
		send(third, new byte[] { 3 });
		assertSilence(third);
		send(second, new byte[] { 4 });
		assertThat(receive(second)).containsExactly(4);
	}

	@Test
	void followsItsTarget() throws IOException {
		InetSocketAddress echo = this.link.passages().get(0).target(null);
		this.link.passages().get(0).redirect(this.ports.nextAddress());
		send(this.client, new byte[1]);
		assertSilence(this.client);
		this.link.passages().get(0).redirect(echo);
		send(this.client, new byte[1]);
		assertThat(receive(this.client)).hasSize(1);
	}

	private static boolean survivesOneWay(Link link) {
		return !link.conditions().loses(1, link.random());
	}

	private DatagramSocket client() throws IOException {
		DatagramSocket socket = new DatagramSocket();
		this.clients.add(socket);
		socket.connect(this.link.address());
		socket.setSoTimeout(3000);
		return socket;
	}

	private static void send(DatagramSocket socket, byte[] content) throws IOException {
		socket.send(new DatagramPacket(content, content.length));
	}

	private static byte[] receive(DatagramSocket socket) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
		socket.receive(packet);
		return Arrays.copyOf(packet.getData(), packet.getLength());
	}

	private static void assertSilence(DatagramSocket socket) throws IOException {
		socket.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(socket));
		socket.setSoTimeout(3000);
	}

	private List<Integer> echoes(DatagramSocket socket) throws IOException {
		for (int i = 0; i < DATAGRAMS; i++) {
			send(socket, ByteBuffer.allocate(4).putInt(i).array());
		}
		socket.setSoTimeout(300);
		List<Integer> received = new ArrayList<>();
		try {
			while (received.size() < DATAGRAMS) {
				received.add(ByteBuffer.wrap(receive(socket)).getInt());
			}
		}
		catch (SocketTimeoutException ex) {
			// the rest is lost
		}
		return received;
	}

	private double fastestRoundTripMillis() throws IOException {
		double fastest = Double.MAX_VALUE;
		for (int i = 0; i < 40; i++) {
			long start = LabClock.nanoTime();
			send(this.client, new byte[] { (byte) i });
			assertThat(receive(this.client)).containsExactly(i);
			fastest = Math.min(fastest, (LabClock.nanoTime() - start) / 1e6);
		}
		return fastest;
	}

}
