package dev.perigee.gateway.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The way to a server: each direction takes a time of its own, and the way can be cut.
 */
public final class TcpRelay implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	private final long delayNanos;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	/** Opens the way to a port of this machine; {@code delay} is for one direction. */
	public TcpRelay(int target, Duration delay) {
		this.target = target;
		this.delayNanos = delay.toNanos();
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run(this::accept);
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/** Breaks all connections, and lets none come about until {@link #mend()}. */
	public void cut() {
		this.cut = true;
		this.sockets.forEach(TcpRelay::closeQuietly);
		this.sockets.clear();
	}

	public void mend() {
		this.cut = false;
	}

	@Override
	public void close() {
		closeQuietly(this.listener);
		cut();
	}

	private void accept() throws IOException {
		while (true) {
			Socket near = this.listener.accept();
			if (this.cut) {
				near.close();
				continue;
			}
			Socket far = new Socket(InetAddress.getLoopbackAddress(), this.target);
			near.setTcpNoDelay(true);
			far.setTcpNoDelay(true);
			this.sockets.add(near);
			this.sockets.add(far);
			relay(near, far);
			relay(far, near);
		}
	}

	private void relay(Socket from, Socket to) {
		BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
		run(() -> {
			InputStream in = from.getInputStream();
			byte[] buffer = new byte[16 * 1024];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				onTheWay.add(new Piece(Arrays.copyOf(buffer, count), System.nanoTime() + this.delayNanos));
			}
			closeQuietly(to);
		});
		run(() -> {
			while (!to.isClosed()) {
				Piece piece = onTheWay.take();
				LockSupport.parkNanos(piece.dueNanos() - System.nanoTime());
				to.getOutputStream().write(piece.bytes());
			}
		});
	}

	private static void run(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException | InterruptedException ex) {
				// the connection is broken, or the test is over
			}
		}, "relay");
		thread.setDaemon(true);
		thread.start();
	}

	private static void closeQuietly(AutoCloseable socket) {
		try {
			socket.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Piece(byte[] bytes, long dueNanos) {

	}

	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
