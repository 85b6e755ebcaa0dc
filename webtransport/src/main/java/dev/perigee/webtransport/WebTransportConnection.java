package dev.perigee.webtransport;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A client's connection, for several sessions with one server. Methods may be called from
 * any thread.
 */
public interface WebTransportConnection extends Disposable {

	@Nullable SocketAddress remoteAddress();

	/**
	 * Opens one more session.
	 * @param target the path, with a query if any
	 * @return emits on the connection's event loop, before anything of the session is
	 * delivered; fails with {@link SessionRefusedException}, {@link StreamLimitException}
	 * or {@link ConnectionLostException}
	 */
	Mono<WebTransportSession> open(String target);

	/**
	 * Closes the connection, and its sessions without a code.
	 */
	@Override
	void dispose();

	/**
	 * Completes when the connection and its socket are closed.
	 */
	Mono<Void> onDispose();

}
