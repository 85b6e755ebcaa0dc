package dev.perigee.webtransport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import io.netty.handler.codec.quic.QuicChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first packets, also of clients that no library would make.
 */
class HandshakeTests {

	private static final byte[] SERVER_ID = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x78 };

	private static final byte[] KEY = "shared by a whole region".getBytes();

	private static final byte[] OTHER_KEY = "known to another region".getBytes();

	private static final int TLS_1_3 = 0x0304;

	private static final byte CONNECTION_CLOSE = 0x1c;

	private final Loopback loopback = new Loopback();

	private final QuicInitial initial = new QuicInitial("a client".getBytes(), new byte[] { 7 }, new byte[0]);

	private DatagramSocket socket;

	@BeforeEach
	void open() throws IOException {
		this.socket = openSocket();
	}

	@AfterEach
	void close() {
		this.socket.close();
		this.loopback.close();
	}

	/** CRYPTO_ERROR 0x146 is the alert protocol_version (RFC 9001, section 4.8). */
	@Test
	void speaksNothingOlderThanTls13() throws IOException {
		WebTransportBinding server = serve(UnaryOperator.identity());
		QuicInitial old = new QuicInitial("an older client".getBytes(), new byte[] { 7 }, new byte[0]);
		byte[] refusal = exchange(server, old.withCrypto(old.clientHello()));
		assertThat(old.framesOf(refusal)).startsWith(CONNECTION_CLOSE, 0x41, 0x46);

		assertHandshakeGoesOn(server, this.initial);
		QuicChannel channel = ((ClientConnection) this.loopback.connection(server)).channel();
		assertThat(channel.sslEngine().getSession().getProtocol()).isEqualTo("TLSv1.3");
	}

	@Test
	void takesARetryTokenOfAnotherServerWithTheSameKey() throws IOException {
		QuicInitial retried = this.initial.after(retry(serve((options) -> options.retryKey(KEY))));
		WebTransportBinding other = serve((options) -> options.retryKey(KEY).serverId(SERVER_ID));
		assertHandshakeGoesOn(other, retried);
	}

	@Test
	void dropsARetryTokenOfAnotherKeyOrAddress() throws IOException {
		WebTransportBinding server = serve((options) -> options.retryKey(KEY));
		QuicInitial elsewhere = this.initial.after(retry(serve((options) -> options.retryKey(OTHER_KEY))));
		send(server, elsewhere.withCrypto(elsewhere.clientHello(TLS_1_3)));
		assertThat(QuicInitial.isRetry(retry(server))).as("the first answer is to the later packet").isTrue();

		QuicInitial retried = this.initial.after(retry(server));
		this.socket.close();
		this.socket = openSocket();
		send(server, retried.withCrypto(retried.clientHello(TLS_1_3)));
		assertThat(QuicInitial.isRetry(retry(server))).as("the first answer is to the later packet").isTrue();
	}

	@Test
	void aRetryNamesTheServerWhereLoadBalancersLook() throws IOException {
		WebTransportBinding server = serve((options) -> options.retryKey(KEY).serverId(SERVER_ID));
		byte[] packet = retry(server);
		int sourceId = 5 + 1 + packet[5] + 1;
		assertThat(packet[sourceId - 1]).isEqualTo((byte) ConnectionIds.LENGTH);
		assertThat(Arrays.copyOfRange(packet, sourceId + 1, sourceId + 9)).isEqualTo(SERVER_ID);
	}

	private WebTransportBinding serve(UnaryOperator<WebTransportServer> options) {
		return this.loopback.serve(new EchoHandler(), options);
	}

	private void assertHandshakeGoesOn(WebTransportBinding server, QuicInitial client) throws IOException {
		byte[] answer = exchange(server, client.withCrypto(client.clientHello(TLS_1_3)));
		assertThat(client.framesOf(answer)[0]).isNotEqualTo(CONNECTION_CLOSE);
	}

	private byte[] retry(WebTransportBinding server) throws IOException {
		byte[] answer = exchange(server, this.initial.withCrypto(this.initial.clientHello(TLS_1_3)));
		assertThat(QuicInitial.isRetry(answer)).isTrue();
		return answer;
	}

	private byte[] exchange(WebTransportBinding server, byte[] datagram) throws IOException {
		send(server, datagram);
		DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
		this.socket.receive(answer);
		return Arrays.copyOf(answer.getData(), answer.getLength());
	}

	private void send(WebTransportBinding server, byte[] datagram) throws IOException {
		this.socket.send(new DatagramPacket(datagram, datagram.length, server.address()));
	}

	private static DatagramSocket openSocket() throws IOException {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		socket.setSoTimeout((int) Loopback.TIMEOUT.toMillis());
		return socket;
	}

}
