package dev.perigee.gateway;

/**
 * Where a transport hands over its connections. Safe for use by several threads.
 */
public interface ConnectionAcceptor {

	/**
	 * Begins to serve a connection. Called on its event loop.
	 * @param connection a connection that is open
	 * @return what takes everything that the client sends
	 */
	ConnectionHandler accept(ClientConnection connection);

}
