package dev.perigee.webtransport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may open a connection, and for how long it may be without a session.
 */
class AdmissionTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final int TLS_1_3 = 0x0304;

	private final Loopback loopback = new Loopback();

	private final Door door = new Door();

	private final QuicInitial initial = new QuicInitial("a client".getBytes(), new byte[] { 7 }, new byte[0]);

	private DatagramSocket socket;

	@BeforeEach
	void open() throws IOException {
		this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		this.socket.setSoTimeout((int) Loopback.TIMEOUT.toMillis());
	}

	@AfterEach
	void close() {
		this.socket.close();
		this.loopback.close();
		assertThat(this.door.unsettled).as("each connection is settled once").hasValue(0);
	}

	@Test
	void asksForAProofWhoIsNotAdmittedWithoutOne() throws IOException {
		this.door.admitsUnproven = false;
		WebTransportBinding server = serve(UnaryOperator.identity());
		byte[] retry = exchange(server, this.initial);
		assertThat(QuicInitial.isRetry(retry)).isTrue();
		QuicInitial proven = this.initial.after(retry);
		assertThat(proven.framesOf(exchange(server, proven))).isNotEmpty();
		assertThat(this.door.asked).containsExactly("claimed", "proven");
		assertThat(this.loopback.connect(server).maxDatagramSize()).isPositive();
	}

	@Test
	void answersNobodyWhoIsNotAdmittedWithAProof() throws IOException {
		this.door.admitsUnproven = false;
		this.door.admitsProven = false;
		WebTransportBinding server = serve(UnaryOperator.identity());
		QuicInitial proven = this.initial.after(exchange(server, this.initial));
		send(server, proven);
		assertThat(QuicInitial.isRetry(exchange(server, this.initial))).as("the first answer is to the later packet")
			.isTrue();
		assertThat(server.connections()).isZero();
	}

	/** Chromium's first message takes two packets. */
	@Test
	void asksOnceForAConnectionWhoseFirstMessageComesInSeveralPackets() throws IOException {
		WebTransportBinding server = serve(UnaryOperator.identity());
		exchange(server, this.initial);
		exchange(server, this.initial);
		assertThat(this.door.asked).containsExactly("claimed");
	}

	@Test
	void closesAConnectionWhoseHandshakeDoesNotEnd() throws IOException {
		WebTransportBinding server = serve(limits -> limits.sessionTimeout(SHORT));
		exchange(server, this.initial);
		assertThat(this.door.unsettled).hasValue(1);
		Loopback.await(() -> server.connections() == 0);
	}

	@Test
	void closesAConnectionThatAsksForNoSession() {
		WebTransportBinding server = serve(limits -> limits.sessionTimeout(SHORT));
		this.loopback.connection(server).onDispose().block(Loopback.TIMEOUT);
	}

	@Test
	void closesAConnectionWhoseLastSessionIsOver() {
		WebTransportBinding server = serve(limits -> limits.sessionTimeout(SHORT));
		WebTransportConnection connection = this.loopback.connection(server);
		WebTransportSession session = connection.open("/").block(Loopback.TIMEOUT);
		assertThat(this.door.unsettled).as("settled with the first session").hasValue(0);
		connection.onDispose().timeout(SHORT.multipliedBy(3)).onErrorComplete().block();
		assertThat(session.openBidirectional().block(Loopback.TIMEOUT)).as("there is a session").isNotNull();
		session.close(0, "").block(Loopback.TIMEOUT);
		connection.onDispose().block(Loopback.TIMEOUT);
	}

	private WebTransportBinding serve(UnaryOperator<WebTransportLimitsBuilder> limits) {
		return this.loopback.serve(new EchoHandler(),
				(server) -> server.admission(this.door).limits(limits.apply(WebTransportLimits.builder()).build()));
	}

	private byte[] exchange(WebTransportBinding server, QuicInitial client) throws IOException {
		send(server, client);
		DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
		this.socket.receive(answer);
		return Arrays.copyOf(answer.getData(), answer.getLength());
	}

	private void send(WebTransportBinding server, QuicInitial client) throws IOException {
		byte[] packet = client.withCrypto(client.clientHello(TLS_1_3));
		this.socket.send(new DatagramPacket(packet, packet.length, server.address()));
	}

	private static final class Door implements WebTransportAdmission {

		private final List<String> asked = new CopyOnWriteArrayList<>();

		private final AtomicInteger unsettled = new AtomicInteger();

		private volatile boolean admitsUnproven = true;

		private volatile boolean admitsProven = true;

		@Override
		public boolean admits(InetSocketAddress client, boolean proven) {
			this.asked.add(proven ? "proven" : "claimed");
			return proven ? this.admitsProven : this.admitsUnproven;
		}

		@Override
		public void begun(InetSocketAddress client) {
			this.unsettled.incrementAndGet();
		}

		@Override
		public void settled(InetSocketAddress client) {
			this.unsettled.decrementAndGet();
		}

	}

}
