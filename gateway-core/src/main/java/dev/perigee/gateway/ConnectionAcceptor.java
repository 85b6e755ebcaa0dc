package dev.perigee.gateway;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Where a transport hands over its connections. Safe for use by several threads.
 */
public interface ConnectionAcceptor {

	/**
	 * Decides whether one more client may connect now. Asked before anything is spent on
	 * the client, so before TLS.
	 * @param client where it says that it comes from
	 * @param proven whether the transport knows that it does, as TCP always does
	 * @return {@code false} when it is to be turned away, or asked for a proof first
	 */
	boolean admitsHandshake(SocketAddress client, boolean proven);

	/**
	 * A client begins a handshake that costs memory until it ends.
	 * @param client where it says that it comes from
	 */
	void handshakeBegun(SocketAddress client);

	/**
	 * A handshake has led to a session, or never will. Comes once for each that was
	 * begun.
	 * @param client the same address
	 */
	void handshakeEnded(SocketAddress client);

	/**
	 * Decides whether a page may connect, or ask for the regions.
	 * @param origin the {@code Origin} that a browser sends; {@code null} from others
	 * @return {@code false} when it is to be refused with 403
	 */
	boolean admitsOrigin(@Nullable String origin);

	/**
	 * Begins to serve a connection. Called on its event loop.
	 * @param connection a connection that is open
	 * @return what takes everything that the client sends
	 */
	ConnectionHandler accept(ClientConnection connection);

}
