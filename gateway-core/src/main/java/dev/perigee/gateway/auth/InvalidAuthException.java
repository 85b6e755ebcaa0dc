package dev.perigee.gateway.auth;

import java.util.List;

/**
 * The gateway is not told how to verify tokens, or told so that nobody could rely on it:
 * it must not start. The message names properties and no secret.
 */
public final class InvalidAuthException extends RuntimeException {

	private static final String SOURCES = "gateway.auth.secret (HS256), gateway.auth.public-key (PEM) and "
			+ "gateway.auth.jwk-set-uri";

	private static final String GENERATE = "; 'openssl rand -base64 32' makes one.";

	private static final String DEV = " For a first try, the profile 'dev' makes its own secret at each start.";

	private final String action;

	private InvalidAuthException(String message, String action, Throwable... cause) {
		super(message, (cause.length > 0) ? cause[0] : null);
		this.action = action;
	}

	/**
	 * No source of keys is named.
	 * @return the exception
	 */
	public static InvalidAuthException noKeys() {
		return new InvalidAuthException("None of " + SOURCES + " is set: no token could be verified",
				"Set one of them, the same on all gateways: the URL where your issuer publishes its keys, its public "
						+ "key, or a secret that your application signs with" + GENERATE + DEV);
	}

	/**
	 * Several sources of keys are named.
	 * @param properties the properties that are set
	 * @return the exception
	 */
	public static InvalidAuthException severalKeys(List<String> properties) {
		return new InvalidAuthException(String.join(" and ", properties) + " are set: only one may be",
				"Keep one of " + SOURCES + ": a token is to have one way to be right.");
	}

	static InvalidAuthException shortSecret(String property, int bytes, int minBytes) {
		return new InvalidAuthException(
				"%s: at least %d bytes expected, %s".formatted(property, minBytes,
						(bytes == 0) ? "it is not set" : "it has " + bytes),
				"Set " + property + " to a secret, the same on all gateways" + GENERATE
						+ (property.endsWith("resume-secret")
								? " Gateways sign resume tokens with it; gateway.auth.secret would do, too, "
										+ "but a public key or a JWK set can't sign."
								: DEV));
	}

	static InvalidAuthException unreadablePublicKey(String resource, Exception cause) {
		return new InvalidAuthException("gateway.auth.public-key: " + resource + " can't be read",
				"Name a PEM file with BEGIN PUBLIC KEY blocks of RSA or EC keys: 'openssl pkey -in key.pem -pubout' "
						+ "makes one.",
				cause);
	}

	static InvalidAuthException unusablePublicKey(String resource) {
		return new InvalidAuthException(
				"gateway.auth.public-key: " + resource + " holds no public key, or an RSA key of less than 2048 bits",
				"Name a PEM file with BEGIN PUBLIC KEY blocks of RSA or EC keys: 'openssl pkey -in key.pem -pubout' "
						+ "makes one.");
	}

	/**
	 * Returns what to do about it.
	 * @return sentences for a person
	 */
	public String action() {
		return this.action;
	}

}
