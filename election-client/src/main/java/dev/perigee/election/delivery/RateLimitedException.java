package dev.perigee.election.delivery;

import java.time.Duration;

/**
 * More was published than the gateway has announced to take in a second. The message that
 * got this was not sent, and may be published again after a while.
 */
public final class RateLimitedException extends Exception {

	private final Duration retryAfter;

	/**
	 * Creates the exception.
	 * @param retryAfter how long to wait
	 */
	public RateLimitedException(Duration retryAfter) {
		super("more is published than the gateway takes, publish again in " + retryAfter.toMillis() + " ms");
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns how long to wait.
	 * @return after this time the next message is taken, if nothing else is published
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

}
