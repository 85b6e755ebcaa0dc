package dev.perigee.gateway.session;

import java.net.SocketAddress;

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
	public boolean admitsHandshake(SocketAddress client, boolean proven) {
		Limit exceeded = this.environment.entry()
			.handshakes()
			.exceeded(client, proven, this.environment.nanoClock().getAsLong());
		if (exceeded != null) {
			this.environment.metrics().limited(proven ? exceeded : Limit.UNPROVEN);
		}
		return exceeded == null;
	}

	@Override
	public void handshakeBegun(SocketAddress client) {
		this.environment.entry().handshakes().begun(client);
	}

	@Override
	public void handshakeEnded(SocketAddress client) {
		this.environment.entry().handshakes().ended(client);
	}

	@Override
	public boolean admitsOrigin(@Nullable String origin) {
		boolean admitted = this.environment.entry().origins().contains(origin);
		if (!admitted) {
			this.environment.metrics().limited(Limit.ORIGIN);
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
