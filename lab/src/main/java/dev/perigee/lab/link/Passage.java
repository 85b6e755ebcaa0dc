package dev.perigee.lab.link;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * One way over a {@link Link}: an address that clients dial and the target behind it.
 * Thread-safe.
 */
public abstract sealed class Passage permits TcpPassage, UdpPassage {

	private final InetSocketAddress address;

	private volatile Route route;

	Passage(InetSocketAddress address, Route route) {
		this.address = address;
		this.route = route;
	}

	/**
	 * Returns what clients dial. It stays the same for the life of the link.
	 * @return the address on this side
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/** Chooses what stands behind this passage. */
	InetSocketAddress target(@Nullable InetSocketAddress present) {
		return this.route.next(present);
	}

	/**
	 * Points this passage elsewhere, as when a server came back on another port.
	 * Established TCP connections keep the target they have.
	 * @param next the address on the far side from now on
	 */
	public void redirect(InetSocketAddress next) {
		this.route = (present) -> next;
	}

	/** Makes sockets agree with the link's conditions. On the link's event loop. */
	abstract void reconcile();

	/** Ends what is established, TCP connections by reset. On the link's event loop. */
	abstract void reset();

	/** Frees every socket, for good. On the link's event loop. */
	abstract void close();

}
