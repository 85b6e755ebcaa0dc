package dev.perigee.election.transport;

import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

import dev.perigee.webtransport.WebTransportClient;
import dev.perigee.webtransport.WebTransportSession;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Dials WebTransport endpoints. The first bidirectional stream that the client opens is
 * the session stream; probes and small unreliable messages go by datagram.
 */
public final class WebTransportDialer implements CandidateDialer {

	private final WebTransportClient client;

	private final LongSupplier clock;

	private final Runnable onDrop;

	/**
	 * Creates a dialer; dials nothing.
	 * @param loops the event loops of the connections
	 * @param trust which certificates are believed
	 * @param connectTimeout how long whoever dials waits for the whole handshake
	 * @param clock the client's nano clock
	 * @param onDrop told of each unreliable message that a connection gave up; any event
	 * loop
	 */
	public WebTransportDialer(LoopResources loops, Trust trust, Duration connectTimeout, LongSupplier clock,
			Runnable onDrop) {
		this.clock = clock;
		this.onDrop = onDrop;
		this.client = WebTransportClient.create()
			.secure(trust.forWebTransport())
			// whoever dials gives up first: of two timeouts at once the later one is an
			// error that nobody takes
			.connectTimeout(connectTimeout.multipliedBy(2))
			.runOn(loops);
	}

	@Override
	public Mono<CandidateConnection> dial(URI endpoint, ConnectionListener listener) {
		return this.client.connect(endpoint).flatMap((session) -> open(session, listener));
	}

	private Mono<CandidateConnection> open(WebTransportSession session, ConnectionListener listener) {
		return session.openBidirectional()
			.<CandidateConnection>map((stream) -> WebTransportCandidateConnection.open(session, stream, listener,
					this.clock, this.onDrop))
			.doOnError((failure) -> session.close(0, "no session stream"))
			.doOnCancel(() -> session.close(0, "not needed"));
	}

}
