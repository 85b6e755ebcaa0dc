package dev.perigee.gateway.session;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.load.LoopLag;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.gateway.telemetry.ReportListener;
import org.jspecify.annotations.Nullable;

/**
 * Serves every connection with an endpoint of its own.
 */
public final class ClientAcceptor implements ConnectionAcceptor {

	private final SessionEnvironment environment;

	private final ReportListener reports;

	private final LoopLag loopLag;

	/**
	 * Creates an acceptor.
	 * @param environment what connections stand on
	 * @param reports who takes the reports of clients
	 * @param loopLag watches the event loops of connections
	 */
	public ClientAcceptor(SessionEnvironment environment, ReportListener reports, LoopLag loopLag) {
		this.environment = environment;
		this.reports = reports;
		this.loopLag = loopLag;
	}

	@Override
	public boolean admitsHandshake() {
		return admits(this.environment.entry().handshakes().take(this.environment.nanoClock().getAsLong()),
				Limit.HANDSHAKES);
	}

	@Override
	public boolean admitsOrigin(@Nullable String origin) {
		return admits(this.environment.entry().origins().contains(origin), Limit.ORIGIN);
	}

	private boolean admits(boolean admitted, Limit limit) {
		if (!admitted) {
			this.environment.metrics().limited(limit);
		}
		return admitted;
	}

	@Override
	public ConnectionHandler accept(ClientConnection connection) {
		this.loopLag.watch(connection.eventLoop());
		ClientEndpoint endpoint = new ClientEndpoint(connection, this.environment, this.reports);
		endpoint.open();
		return endpoint;
	}

}
