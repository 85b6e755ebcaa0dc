package dev.perigee.webtransport;

/**
 * The QUIC connection ended under a session, or before one could be opened on it.
 */
public final class ConnectionLostException extends WebTransportException {

	ConnectionLostException(String url, String reason) {
		super("The connection with " + url + " is lost: " + reason, null);
	}

}
