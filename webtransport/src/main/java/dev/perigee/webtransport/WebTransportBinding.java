package dev.perigee.webtransport;

import java.net.InetSocketAddress;
import java.time.Duration;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A running server. Methods may be called from any thread.
 */
public interface WebTransportBinding extends Disposable {

	/**
	 * Returns the address the server listens on, with its actual port.
	 */
	InetSocketAddress address();

	/**
	 * Returns the number of QUIC connections now open.
	 */
	int connections();

	/**
	 * Begins to close all connections, then the sockets and event loops. Sessions end
	 * without a code: to give them one, close them first.
	 */
	@Override
	void dispose();

	/**
	 * Does {@link #dispose()} and waits for its end. Not for event loops.
	 * @throws IllegalStateException when the end has not come within {@code timeout}
	 */
	void disposeNow(Duration timeout);

	/**
	 * Completes when everything is closed.
	 */
	Mono<Void> onDispose();

}
