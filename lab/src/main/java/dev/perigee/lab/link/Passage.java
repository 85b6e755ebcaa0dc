package dev.perigee.lab.link;

import java.net.InetSocketAddress;

/**
 * One way over a {@link Link}: an address that clients dial and the target behind it.
 * Thread-safe.
 */
public abstract sealed class Passage permits TcpPassage, UdpPassage {

	private final InetSocketAddress address;

	private volatile InetSocketAddress target;

	Passage(InetSocketAddress address, InetSocketAddress target) {
		this.address = address;
		this.target = target;
	}

	/**
	 * Returns what clients dial. It stays the same for the life of the link.
	 * @return the address on this side
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Returns what stands behind this passage.
	 * @return the address on the far side
	 */
	public InetSocketAddress target() {
		return this.target;
	}

	/**
	 * Points this passage elsewhere, as when a server came back on another port.
	 * Established TCP connections keep the target they have.
	 * @param next the address on the far side from now on
	 */
	public void target(InetSocketAddress next) {
		this.target = next;
	}

	/** Makes sockets agree with the link's conditions. On the link's event loop. */
	abstract void reconcile();

	/** Ends what is established, TCP connections by reset. On the link's event loop. */
	abstract void reset();

	/** Frees every socket, for good. On the link's event loop. */
	abstract void close();

}
