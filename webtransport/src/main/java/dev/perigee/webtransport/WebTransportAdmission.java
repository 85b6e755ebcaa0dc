package dev.perigee.webtransport;

import java.net.InetSocketAddress;

/**
 * Decides who may open connections, before TLS and before anything is kept of them. Its
 * methods run on the event loops of the server, of which there may be several, and must
 * not block.
 */
@FunctionalInterface
public interface WebTransportAdmission {

	/**
	 * Decides about the first packet of a connection. Who is not admitted is asked to
	 * prove the address (Retry, RFC 9000, section 8.1.2), which keeps nothing here and
	 * costs the client a round trip; and dropped without an answer when that has been
	 * done. Clients send again what is not answered.
	 * @param client where the packet says that it comes from
	 * @param proven whether the client has proved that it receives there
	 * @return whether to serve it
	 */
	boolean admits(InetSocketAddress client, boolean proven);

	/**
	 * A connection was admitted and has no session yet.
	 * @param client where its first packet came from
	 */
	default void begun(InetSocketAddress client) {
	}

	/**
	 * A connection that was begun has its first session, or has ended without one. Comes
	 * once for each.
	 * @param client the same address
	 */
	default void settled(InetSocketAddress client) {
	}

}
