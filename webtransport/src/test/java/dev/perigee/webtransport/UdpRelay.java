package dev.perigee.webtransport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.BooleanSupplier;

/**
 * A NAT between one client and a server: {@link #rebind()} gives the client another
 * address in the server's eyes. It can hold back what the server sends until the client
 * is ready for it.
 */
final class UdpRelay implements AutoCloseable {

	private final InetSocketAddress server;

	private final BooleanSupplier clientReady;

	private final DatagramChannel inside;

	private volatile DatagramChannel outside;

	private volatile SocketAddress client;

	UdpRelay(InetSocketAddress server) throws IOException {
		this(server, () -> true);
	}

	UdpRelay(InetSocketAddress server, BooleanSupplier clientReady) throws IOException {
		this.server = server;
		this.clientReady = clientReady;
		this.inside = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.outside = openOutside();
		start("relay-inside", this::forwardToServer);
	}

	int port() throws IOException {
		return ((InetSocketAddress) this.inside.getLocalAddress()).getPort();
	}

	void rebind() throws IOException {
		DatagramChannel old = this.outside;
		this.outside = openOutside();
		old.close();
	}

	private DatagramChannel openOutside() throws IOException {
		DatagramChannel channel = DatagramChannel.open().connect(this.server);
		start("relay-outside", () -> forwardToClient(channel));
		return channel;
	}

	private void forwardToServer() throws IOException {
		ByteBuffer packet = ByteBuffer.allocateDirect(65536);
		while (true) {
			this.client = this.inside.receive(packet.clear());
			try {
				this.outside.write(packet.flip());
			}
			catch (ClosedChannelException ex) {
				// lost in the middle of a rebind, as packets are
			}
		}
	}

	private void forwardToClient(DatagramChannel channel) throws IOException {
		ByteBuffer packet = ByteBuffer.allocateDirect(65536);
		channel.read(packet);
		Loopback.await(this.clientReady);
		while (true) {
			this.inside.send(packet.flip(), this.client);
			channel.read(packet.clear());
		}
	}

	private static void start(String name, Forwarding forwarding) {
		Thread thread = new Thread(() -> {
			try {
				forwarding.run();
			}
			catch (IOException ex) {
				// closed, by a rebind or at the end of the test
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.inside.close();
		this.outside.close();
	}

	private interface Forwarding {

		void run() throws IOException;

	}

}
