package dev.perigee.gateway.auth;

import java.time.Duration;

/**
 * The keys that a token would be verified with can't be fetched: the token may be good.
 * The message names no address, so that it may be sent to the client.
 */
public final class KeysUnavailableException extends Exception {

	private final Duration retryAfter;

	KeysUnavailableException(Duration retryAfter, Throwable cause) {
		super("this gateway can't fetch the keys of tokens", cause);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns when the keys will be asked for again.
	 * @return from now
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}
