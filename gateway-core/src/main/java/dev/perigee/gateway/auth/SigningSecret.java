package dev.perigee.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A secret that all gateways share, and the keys made of it: one for room tokens, which
 * an application server signs, one for resume tokens, which only gateways sign.
 */
public final class SigningSecret implements TokenKeys {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MIN_BYTES = 32;

	private final byte[] secret;

	private final JWK roomTokenKey;

	private SigningSecret(byte[] secret) {
		this.secret = secret;
		this.roomTokenKey = new OctetSequenceKey.Builder(secret).build();
	}

	/**
	 * Takes a configured secret.
	 * @param property where it stands
	 * @param secret its value
	 * @return the secret
	 * @throws InvalidAuthException when it is missing or shorter than 32 bytes
	 */
	public static SigningSecret of(String property, @Nullable String secret) {
		byte[] bytes = (secret != null) ? secret.getBytes(StandardCharsets.UTF_8) : new byte[0];
		if (bytes.length < MIN_BYTES) {
			throw InvalidAuthException.shortSecret(property, bytes.length, MIN_BYTES);
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

	@Override
	public Set<JWSAlgorithm> algorithms() {
		return Set.of(JWSAlgorithm.HS256);
	}

	@Override
	public Flux<JWK> find(JWSHeader header) {
		return Flux.just(this.roomTokenKey);
	}

	/** One step of HKDF-Expand (RFC 5869): a room token is never a resume token. */
	SecretKey resumeTokenKey() {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(this.secret, ALGORITHM));
			mac.update("perigee resume token".getBytes(StandardCharsets.UTF_8));
			mac.update((byte) 1);
			return new SecretKeySpec(mac.doFinal(), ALGORITHM);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

}
