package dev.perigee.hostile;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import dev.perigee.webtransport.QuicInitial;

/**
 * Clients of QUIC that begin and do not go on, and datagrams that are no QUIC at all.
 */
final class HalfHandshakes {

	private static final int TLS_1_3 = 0x0304;

	private static final int BOUND_MILLIS = 30_000;

	private static final byte[] CLIENT_ID = { 7 };

	private HalfHandshakes() {
	}

	/**
	 * Begins handshakes, each after a datagram of garbage, and waits for each answer.
	 */
	static void begin(InetSocketAddress gateway, int count) throws IOException {
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			socket.setSoTimeout(BOUND_MILLIS);
			for (int seed = 0; seed < count; seed++) {
				byte[] garbage = new byte[1 + new Random(seed).nextInt(1400)];
				new Random(seed).nextBytes(garbage);
				// else it may ask for a version, which has an answer
				garbage[0] &= 0x7f;
				socket.send(new DatagramPacket(garbage, garbage.length, gateway));
				byte[] id = ByteBuffer.allocate(8).putLong(0x4841_4c46_0000_0000L + seed).array();
				QuicInitial initial = new QuicInitial(id, CLIENT_ID, new byte[0]);
				byte[] hello = initial.withCrypto(initial.clientHello(TLS_1_3));
				socket.send(new DatagramPacket(hello, hello.length, gateway));
				awaitAnswer(socket, initial);
			}
		}
	}

	/** Answers to those before are sent again and again, as nothing acknowledges them. */
	private static void awaitAnswer(DatagramSocket socket, QuicInitial initial) throws IOException {
		while (true) {
			DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
			socket.receive(answer);
			try {
				initial.framesOf(Arrays.copyOf(answer.getData(), answer.getLength()));
				return;
			}
			catch (IllegalArgumentException ex) {
				// another's
			}
		}
	}

}
