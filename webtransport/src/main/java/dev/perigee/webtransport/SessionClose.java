package dev.perigee.webtransport;

/**
 * How a session ended.
 *
 * @param code the unsigned 32-bit code of the side that closed; 0 when there was none
 * @param reason that side's text, or what happened to the connection; may be empty
 * @param origin who ended the session
 */
public record SessionClose(long code, String reason, Origin origin) {

	/**
	 * Whether one of the two applications ended the session, rather than the loss of its
	 * connection.
	 */
	public boolean isClean() {
		return this.origin != Origin.CONNECTION;
	}

	/**
	 * Who ended the session.
	 */
	public enum Origin {

		/** This side called {@link WebTransportSession#close}. */
		LOCAL,

		/** The peer closed the session. */
		PEER,

		/** The connection or the CONNECT stream broke under the session. */
		CONNECTION

	}

}
