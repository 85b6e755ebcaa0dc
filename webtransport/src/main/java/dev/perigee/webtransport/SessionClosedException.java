package dev.perigee.webtransport;

/**
 * An operation needed a session that has ended; {@link #sessionClose()} says how it did.
 */
public final class SessionClosedException extends WebTransportException {

	private final SessionClose sessionClose;

	SessionClosedException(SessionClose sessionClose) {
		super("The session is closed: " + sessionClose, null);
		this.sessionClose = sessionClose;
	}

	/**
	 * Returns how the session ended.
	 */
	public SessionClose sessionClose() {
		return this.sessionClose;
	}

}
