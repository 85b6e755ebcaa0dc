package dev.perigee.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The secret that all gateways share, and the keys made of it: one for room tokens, which
 * an application server signs, one for resume tokens, which only gateways sign.
 */
public final class SigningSecret {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MIN_BYTES = 32;

	private final byte[] secret;

	private SigningSecret(byte[] secret) {
		this.secret = secret;
	}

	/**
	 * Takes the configured secret.
	 * @param secret the value of {@code gateway.auth.secret}
	 * @return the secret
	 * @throws InvalidSecretException when it is missing or shorter than 32 bytes
	 */
	public static SigningSecret of(@Nullable String secret) {
		byte[] bytes = (secret != null) ? secret.getBytes(StandardCharsets.UTF_8) : new byte[0];
		if (bytes.length < MIN_BYTES) {
			throw new InvalidSecretException(bytes.length, MIN_BYTES);
		}
		return new SigningSecret(bytes);
	}

	/**
	 * Makes a secret that lasts as long as this process.
	 * @param random the source of chance
	 * @return the secret
	 */
	public static SigningSecret random(SecureRandom random) {
		byte[] bytes = new byte[MIN_BYTES];
		random.nextBytes(bytes);
		return new SigningSecret(bytes);
	}

	SecretKey roomTokenKey() {
		return new SecretKeySpec(this.secret, ALGORITHM);
	}

	/** One step of HKDF-Expand (RFC 5869): a room token is never a resume token. */
	SecretKey resumeTokenKey() {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(roomTokenKey());
			mac.update("perigee resume token".getBytes(StandardCharsets.UTF_8));
			mac.update((byte) 1);
			return new SecretKeySpec(mac.doFinal(), ALGORITHM);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

}
