package dev.perigee.gateway.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The way to a server: each direction takes a time of its own, and the way can be cut.
 */
public final class TcpRelay implements AutoCloseable {

	private static final int NARROW_BUFFER_BYTES = 32 * 1024;

	private final ServerSocket listener;

	private final int target;

	private final long delayNanos;

	/** What passes to the client in a second. */
	private final long bytesPerSecond;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	/** Opens the way to a port of this machine; {@code delay} is for one direction. */
	public TcpRelay(int target, Duration delay) {
		this(target, delay, Long.MAX_VALUE);
	}

	private TcpRelay(int target, Duration delay, long bytesPerSecond) {
		this.target = target;
		this.bytesPerSecond = bytesPerSecond;
		this.delayNanos = delay.toNanos();
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run(this::accept);
	}

	/** Opens a narrow way: what is sent to clients faster than it passes waits. */
	public static TcpRelay narrow(int target, long bytesPerSecond) {
		return new TcpRelay(target, Duration.ZERO, bytesPerSecond);
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
			Socket far = new Socket();
			if (this.bytesPerSecond < Long.MAX_VALUE) {
				far.setReceiveBufferSize(NARROW_BUFFER_BYTES);
			}
			far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target));
			near.setTcpNoDelay(true);
			far.setTcpNoDelay(true);
			this.sockets.add(near);
			this.sockets.add(far);
			relay(near, far, Long.MAX_VALUE);
			relay(far, near, this.bytesPerSecond);
		}
	}

	private void relay(Socket from, Socket to, long bytesPerSecond) {
		BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
		run(() -> {
			InputStream in = from.getInputStream();
			byte[] buffer = new byte[16 * 1024];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				onTheWay.add(new Piece(Arrays.copyOf(buffer, count), System.nanoTime() + this.delayNanos));
				LockSupport.parkNanos(count * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
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
