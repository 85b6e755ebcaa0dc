package dev.perigee.webtransport;

import java.time.Duration;

/**
 * The session was not open within the client's connect timeout.
 */
public final class ConnectTimeoutException extends WebTransportException {

	ConnectTimeoutException(String url, Duration timeout) {
		super("No WebTransport session with " + url + " within " + timeout.toMillis() + " ms", null);
	}

}
