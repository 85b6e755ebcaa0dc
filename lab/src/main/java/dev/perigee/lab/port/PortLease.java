package dev.perigee.lab.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A block of ports that belongs to one lab until it is closed or its JVM dies. The ports
 * lie below the ephemeral range of Linux and macOS and the block is held by a file lock,
 * so that neither an outgoing connection nor another lab on this machine takes the port
 * of a server that is just being restarted; a port from {@code bind(0)} has neither
 * guarantee.
 *
 * <p>
 * Thread-safe.
 */
public final class PortLease implements AutoCloseable {

	private static final int FIRST_PORT = 20_000;

	private static final int LAST_PORT = 32_000;

	private static final int BLOCK_SIZE = 500;

	/**
	 * The blocks that labs of this JVM hold. Their files must not be opened again: to
	 * close one gives up the locks of the whole process (POSIX fcntl).
	 */
	private static final Set<Integer> HELD = ConcurrentHashMap.newKeySet();

	private final int firstPort;

	private final FileLock lock;

	/** Guarded by this. */
	private int used;

	private PortLease(int firstPort, FileLock lock) {
		this.firstPort = firstPort;
		this.lock = lock;
	}

	/**
	 * Claims a free block.
	 * @return the lease, to be closed by the caller
	 * @throws IllegalStateException when every block is held by a lab
	 */
	public static PortLease acquire() {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"),
				"perigee-lab-ports-" + System.getProperty("user.name"));
		try {
			Files.createDirectories(directory);
			for (int port = FIRST_PORT; port + BLOCK_SIZE <= LAST_PORT; port += BLOCK_SIZE) {
				FileLock lock = HELD.add(port) ? tryLock(directory.resolve(port + ".lock"), port) : null;
				if (lock != null) {
					return new PortLease(port, lock);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot lease ports under " + directory, ex);
		}
		throw new IllegalStateException("Every block of ports is leased by a running lab, see " + directory);
	}

	private static @Nullable FileLock tryLock(Path file, int port) throws IOException {
		FileLock lock = null;
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			lock = channel.tryLock();
		}
		finally {
			if (lock == null) {
				HELD.remove(port);
				channel.close();
			}
		}
		return lock;
	}

	/**
	 * Hands out a port that nobody listens on, over TCP or UDP, on the loopback address.
	 * @return the port, never handed out again by this lease
	 * @throws IllegalStateException when the block is used up
	 */
	public synchronized int next() {
		while (this.used < BLOCK_SIZE) {
			int port = this.firstPort + this.used++;
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("All " + BLOCK_SIZE + " ports of the lease are in use");
	}

	/**
	 * Hands out a free port as a loopback address.
	 * @return the address
	 * @see #next()
	 */
	public InetSocketAddress nextAddress() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), next());
	}

	private static boolean isFree(int port) {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
				DatagramSocket udp = new DatagramSocket(port, loopback)) {
			return tcp.isBound() && udp.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.lock.acquiredBy().close();
			HELD.remove(this.firstPort);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot give back the ports from " + this.firstPort, ex);
		}
	}

}
