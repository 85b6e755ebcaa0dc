package dev.perigee.gateway.session;

import dev.perigee.protocol.CloseCode;

/**
 * The client can't have what it asks for; the message is for a person.
 */
final class RefusedException extends Exception {

	private final transient CloseCode code;

	private final String text;

	private final long retryAfterMillis;

	RefusedException(CloseCode code, String text) {
		this(code, text, 0);
	}

	RefusedException(CloseCode code, String text, long retryAfterMillis) {
		super(text, null, false, false);
		this.code = code;
		this.text = text;
		this.retryAfterMillis = retryAfterMillis;
	}

	CloseCode code() {
		return this.code;
	}

	/** Returns what is wrong, for a person. */
	String text() {
		return this.text;
	}

	/** Returns what to wait before a retry; 0 for the client's own backoff. */
	long retryAfterMillis() {
		return this.retryAfterMillis;
	}

}
