package dev.perigee.lab.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Blocking echo servers on threads of their own: far ends that share nothing with the
 * code under test.
 */
final class EchoServers implements AutoCloseable {

	private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();

	InetSocketAddress tcp() throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.sockets.add(server);
		daemon(() -> {
			while (true) {
				Socket socket = server.accept();
				this.sockets.add(socket);
				socket.setTcpNoDelay(true);
				daemon(() -> {
					socket.getInputStream().transferTo(socket.getOutputStream());
					socket.shutdownOutput();
				});
			}
		});
		return (InetSocketAddress) server.getLocalSocketAddress();
	}

	InetSocketAddress udp() throws IOException {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		this.sockets.add(socket);
		daemon(() -> {
			DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
			while (true) {
				packet.setLength(4096);
				socket.receive(packet);
				socket.send(packet);
			}
		});
		return (InetSocketAddress) socket.getLocalSocketAddress();
	}

	private static void daemon(IoTask task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// the socket was closed at the end of the test
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		this.sockets.forEach((socket) -> {
			try {
				socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private interface IoTask {

		void run() throws IOException;

	}

}
