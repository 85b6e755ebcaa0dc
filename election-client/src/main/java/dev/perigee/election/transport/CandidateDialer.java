package dev.perigee.election.transport;

import java.net.URI;

import reactor.core.publisher.Mono;

/**
 * Opens connections over one transport. Implementations are safe for use by several
 * threads and hold no connection of their own.
 */
public interface CandidateDialer {

	/**
	 * Dials a gateway.
	 * @param endpoint the URL to dial; it never holds a token
	 * @param listener told of everything that happens on the connection, from before the
	 * mono emits
	 * @return emits the connection, on its event loop, once the handshake is done; fails
	 * with the transport's own exception; cancelling gives the dial up and closes what
	 * has been opened
	 */
	Mono<CandidateConnection> dial(URI endpoint, ConnectionListener listener);

}
