package dev.perigee.gateway.session;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.telemetry.ReportListener;

/**
 * Serves every connection with an endpoint of its own.
 */
public final class ClientAcceptor implements ConnectionAcceptor {

	private final SessionEnvironment environment;

	private final ReportListener reports;

	/**
	 * Creates an acceptor.
	 * @param environment what connections stand on
	 * @param reports who takes the reports of clients
	 */
	public ClientAcceptor(SessionEnvironment environment, ReportListener reports) {
		this.environment = environment;
		this.reports = reports;
	}

	@Override
	public ConnectionHandler accept(ClientConnection connection) {
		ClientEndpoint endpoint = new ClientEndpoint(connection, this.environment, this.reports);
		endpoint.open();
		return endpoint;
	}

}
