package dev.perigee.webtransport;

/**
 * The server answered the session's request with a status that is not 2xx.
 */
public final class SessionRefusedException extends WebTransportException {

	private final int status;

	SessionRefusedException(String url, int status) {
		super("The server refused " + url + " with status " + status, null);
		this.status = status;
	}

	/**
	 * Returns the HTTP status of the refusal.
	 */
	public int status() {
		return this.status;
	}

}
