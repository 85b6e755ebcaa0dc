package dev.perigee.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.lab.time.LabClock;

/**
 * Clients that ask for a WebSocket byte by byte and never come to the end. Each sends
 * another byte long before anybody could call it silent.
 */
final class SlowRequests implements AutoCloseable {

	private static final byte[] REQUEST = "GET /rt HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);

	private static final Duration PACE = Duration.ofMillis(500);

	private final List<Socket> sockets = new ArrayList<>();

	SlowRequests(InetSocketAddress gateway, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket(gateway.getAddress(), gateway.getPort());
			this.sockets.add(socket);
			socket.getOutputStream().write(REQUEST, 0, 1 + i % REQUEST.length);
		}
	}

	/**
	 * Goes on until the gateway has closed all.
	 * @return how many it has left open within the bound
	 */
	int goOn(Duration bound) {
		long start = LabClock.nanoTime();
		while (!this.sockets.isEmpty() && LabClock.nanoTime() - start < bound.toNanos()) {
			this.sockets.removeIf((socket) -> !isOpen(socket));
			LabClock.pass(PACE);
		}
		return this.sockets.size();
	}

	private static boolean isOpen(Socket socket) {
		try {
			socket.setSoTimeout(1);
			socket.getOutputStream().write('x');
			return socket.getInputStream().read() >= 0;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
