package dev.perigee.election;

import java.time.Duration;
import java.util.function.LongSupplier;

import dev.perigee.election.transport.Trust;
import dev.perigee.election.transport.WebSocketDialer;
import dev.perigee.election.transport.WebTransportDialer;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of the connections, one for each transport: handshakes of QUIC take it
 * for milliseconds, for which no WebSocket shall wait.
 *
 * @param webSockets those of WebSockets
 * @param webTransports those of WebTransport
 * @param isOwn whether they end with the client
 */
record TransportLoops(LoopResources webSockets, LoopResources webTransports, boolean isOwn) {

	/** Long enough for the last close to leave. */
	private static final Duration QUIET = Duration.ofMillis(100);

	/** Long enough for a machine that has much else to do: closing should not fail. */
	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

	/** Takes those of the application, if it has any. */
	static TransportLoops of(@Nullable LoopResources shared) {
		return (shared != null) ? new TransportLoops(shared, shared, false)
				: new TransportLoops(own(Transport.WEBSOCKET), own(Transport.WEBTRANSPORT), true);
	}

	private static LoopResources own(Transport transport) {
		return LoopResources.create("election-" + transport.id(), 1, true);
	}

	/** Returns dialers whose connections live on these loops. */
	Dialers dialers(Trust trust, Duration connectTimeout, LongSupplier clock, Runnable onDrop) {
		WebSocketDialer webSocket = new WebSocketDialer(this.webSockets, trust, connectTimeout, clock, onDrop);
		WebTransportDialer webTransport = new WebTransportDialer(this.webTransports, trust, connectTimeout, clock,
				onDrop);
		return (transport) -> (transport == Transport.WEBTRANSPORT) ? webTransport : webSocket;
	}

	/** Ends them, if they are the client's own. */
	Mono<Void> dispose() {
		return this.isOwn ? Mono.when(this.webSockets.disposeLater(QUIET, SHUTDOWN_TIMEOUT),
				this.webTransports.disposeLater(QUIET, SHUTDOWN_TIMEOUT)) : Mono.empty();
	}

}
