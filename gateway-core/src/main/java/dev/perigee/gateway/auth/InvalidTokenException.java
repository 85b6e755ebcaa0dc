package dev.perigee.gateway.auth;

/**
 * A token that does not verify. The message says why without any part of the token, so
 * that it may be sent to the client.
 */
public final class InvalidTokenException extends Exception {

	InvalidTokenException(String message) {
		super(message);
	}

	InvalidTokenException(String message, Throwable cause) {
		super(message, cause);
	}

}
