package dev.perigee.gateway.session;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;

/**
 * Serves every connection with an endpoint of its own.
 */
public final class ClientAcceptor implements ConnectionAcceptor {

	private final SessionEnvironment environment;

	/**
	 * Creates an acceptor.
	 * @param environment what connections stand on
	 */
	public ClientAcceptor(SessionEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public ConnectionHandler accept(ClientConnection connection) {
		ClientEndpoint endpoint = new ClientEndpoint(connection, this.environment);
		endpoint.open();
		return endpoint;
	}

}
