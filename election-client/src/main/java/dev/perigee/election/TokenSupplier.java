package dev.perigee.election;

import reactor.core.publisher.Mono;

/**
 * Where room tokens come from. Asked before each dial that says {@code HELLO}, so that an
 * expired token is never offered, and when four fifths of a token's time are over; must
 * be safe for use by any thread and must not block.
 */
@FunctionalInterface
public interface TokenSupplier {

	/**
	 * Fetches a token.
	 * @return one token (a JWT); an error or an empty mono is retried with backoff
	 */
	Mono<String> token();

	/**
	 * Always the same token: enough for development, and refused for good once it has
	 * expired.
	 * @param token the token
	 * @return the supplier
	 */
	static TokenSupplier of(String token) {
		return () -> Mono.just(token);
	}

}
