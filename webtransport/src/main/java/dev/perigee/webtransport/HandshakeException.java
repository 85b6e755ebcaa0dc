package dev.perigee.webtransport;

/**
 * No connection that can carry WebTransport came into being: the address is unreachable,
 * TLS failed, or the server does not speak WebTransport.
 */
public final class HandshakeException extends WebTransportException {

	HandshakeException(String url, String reason, Throwable cause) {
		super("Cannot connect to " + url + ": " + reason, cause);
	}

	HandshakeException(String url, String reason) {
		super("Cannot connect to " + url + ": " + reason, null);
	}

}
