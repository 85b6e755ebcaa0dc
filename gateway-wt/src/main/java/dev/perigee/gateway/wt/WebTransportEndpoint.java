package dev.perigee.gateway.wt;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties.ClientLimits;
import dev.perigee.webtransport.WebTransportAdmission;
import dev.perigee.webtransport.WebTransportBinding;
import dev.perigee.webtransport.WebTransportHandler;
import dev.perigee.webtransport.WebTransportLimits;
import dev.perigee.webtransport.WebTransportRequest;
import dev.perigee.webtransport.WebTransportServer;
import dev.perigee.webtransport.WebTransportSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.context.SmartLifecycle;

/**
 * The WebTransport endpoint beside the web server of Actuator: listens from the start of
 * the context to its end.
 */
final class WebTransportEndpoint implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(WebTransportEndpoint.class);

	private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Requests and streams of sessions that a client may have begun and not ended: two
	 * are what a session takes.
	 */
	private static final int MAX_REQUEST_STREAMS = 64;

	/**
	 * Messages that a client may have begun and not ended. QUIC grants another one for
	 * each that ends.
	 */
	private static final int MAX_MESSAGE_STREAMS = 64;

	/**
	 * What QUIC keeps for a client that acknowledges nothing, outside of all accounts:
	 * more is dropped, without a word.
	 */
	private static final int MAX_TRANSPORT_DATAGRAMS = 512;

	/**
	 * Unread bytes that a client may have sent on all streams, at first: what QUIC keeps
	 * of those whose beginning never comes, or that belong to no session, is in no
	 * account. For who sends much and is read QUIC doubles it with each round trip, so as
	 * long as the client has shown no token, no more than this and a frame may arrive in
	 * all. Probes need some 150 bytes each: that is hours of them, at a watcher's pace.
	 */
	private static final int CONNECTION_WINDOW_BYTES = 512 * 1024;

	/** Likewise on one stream. */
	private static final int STREAM_WINDOW_BYTES = CONNECTION_WINDOW_BYTES / 2;

	private final WebTransportServer server;

	/** Written by the thread that starts and stops the context. */
	private volatile @Nullable WebTransportBinding binding;

	WebTransportEndpoint(WebTransportGatewayProperties properties, ServerIdentity identity, ConnectionAcceptor acceptor,
			ClientLimits limits) {
		WebTransportServer configured = WebTransportServer.create()
			.host(properties.host())
			.port(properties.port())
			.loops(properties.loops())
			.serverId(properties.serverIdBytes())
			.limits(WebTransportLimits.builder()
				.maxBidirectionalStreams(MAX_REQUEST_STREAMS)
				.maxUnidirectionalStreams(MAX_MESSAGE_STREAMS)
				.connectionWindowBytes(CONNECTION_WINDOW_BYTES)
				.streamWindowBytes(STREAM_WINDOW_BYTES)
				.strangerBytes(CONNECTION_WINDOW_BYTES + (int) limits.maxFrame().toBytes())
				.transportDatagrams(MAX_TRANSPORT_DATAGRAMS)
				.sessionTimeout(limits.unauthenticatedLifetime())
				.build())
			.admission(new Admission(acceptor))
			.handle(new Sessions(properties.path(), acceptor, (int) limits.maxFrame().toBytes()));
		String retryKey = properties.retryKey();
		if (retryKey != null) {
			configured = configured.retryKey(retryKey.getBytes(StandardCharsets.UTF_8));
		}
		this.server = identity.secure(configured);
	}

	@Override
	public void start() {
		WebTransportBinding started = this.server.bindNow(BIND_TIMEOUT);
		this.binding = started;
		logger.info("WebTransport endpoint listens on UDP " + started.address());
	}

	@Override
	public void stop() {
		WebTransportBinding stopped = this.binding;
		this.binding = null;
		if (stopped != null) {
			stopped.disposeNow(BIND_TIMEOUT);
		}
	}

	@Override
	public boolean isRunning() {
		return this.binding != null;
	}

	/** Stops after the drain, which needs it. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 1;
	}

	/**
	 * Returns the UDP port that the endpoint listens on.
	 * @return the port
	 * @throws IllegalStateException when it does not run
	 */
	int port() {
		WebTransportBinding running = this.binding;
		if (running == null) {
			throw new IllegalStateException("The WebTransport endpoint does not run");
		}
		return running.address().getPort();
	}

	/** Asks at a client's first packet. */
	private record Admission(ConnectionAcceptor acceptor) implements WebTransportAdmission {

		@Override
		public boolean admits(InetSocketAddress client, boolean proven) {
			return this.acceptor.admitsHandshake(client, proven);
		}

		@Override
		public void begun(InetSocketAddress client) {
			this.acceptor.handshakeBegun(client);
		}

		@Override
		public void settled(InetSocketAddress client) {
			this.acceptor.handshakeEnded(client);
		}

	}

	/** Serves the one path of the endpoint. */
	private record Sessions(String path, ConnectionAcceptor acceptor,
			int maxFrameBytes) implements WebTransportHandler {

		/** The longest length of a frame: a varint up to 2^30. */
		private static final int MAX_LENGTH_BYTES = 4;

		private static final int OK = 200;

		private static final int FORBIDDEN = 403;

		private static final int NOT_FOUND = 404;

		@Override
		public int accept(WebTransportRequest request) {
			if (!request.path().equals(this.path)) {
				return NOT_FOUND;
			}
			return this.acceptor.admitsOrigin(request.origin()) ? OK : FORBIDDEN;
		}

		@Override
		public Publisher<Void> handle(WebTransportSession session) {
			SessionConnection connection = new SessionConnection(session, this.maxFrameBytes + MAX_LENGTH_BYTES);
			return connection.serve(this.acceptor.accept(connection));
		}

	}

}
