package dev.perigee.webtransport;

import org.reactivestreams.Publisher;

/**
 * A server's application. Both methods run on the event loop of the client's connection
 * and must not block.
 */
@FunctionalInterface
public interface WebTransportHandler {

	/**
	 * Decides about a request for a session before anything is answered.
	 * @return the HTTP status of the answer: 2xx opens the session, anything else refuses
	 * it. An exception counts as 500.
	 */
	default int accept(WebTransportRequest request) {
		return 200;
	}

	/**
	 * Serves one session. Called before any datagram or stream of the session is
	 * delivered, so whatever subscribes here misses nothing.
	 * @return when this completes the session is closed with code 0; when it fails, with
	 * code 1. It is not cancelled when the session ends otherwise. To serve a session
	 * until its peer leaves, end with {@code session.closed().then()}.
	 */
	Publisher<Void> handle(WebTransportSession session);

}
