package dev.perigee.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Where a transport hands over its connections. Safe for use by several threads.
 */
public interface ConnectionAcceptor {

	/**
	 * Decides whether one more client may connect in this second. Asked before anything
	 * is spent on the client, so before TLS if the transport can.
	 * @return {@code false} when it is to be turned away
	 */
	boolean admitsHandshake();

	/**
	 * Decides whether a page may connect.
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
