package dev.perigee.gateway.auth;

/**
 * The signing secret is missing or too short: the gateway must not start.
 */
public final class InvalidSecretException extends RuntimeException {

	InvalidSecretException(int bytes, int minBytes) {
		super("gateway.auth.secret: at least %d bytes expected, %s".formatted(minBytes,
				(bytes == 0) ? "it is not set" : "it has " + bytes));
	}

}
