package dev.perigee.lab.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * The application server of a lab: mints the tokens that its gateways take. Immutable and
 * thread-safe.
 */
public final class DevTokens {

	/** Claim {@code iss}. */
	public static final String ISSUER = "perigee-dev";

	/** Claim {@code aud}. */
	public static final String AUDIENCE = "perigee";

	private static final int SECRET_BYTES = 32;

	private final String secret;

	private final InstantSource clock;

	/**
	 * Takes a secret.
	 * @param secret shared with the gateways, at least 32 characters
	 * @param clock says what now is
	 */
	public DevTokens(String secret, InstantSource clock) {
		this.secret = secret;
		this.clock = clock;
	}

	/**
	 * Draws a secret.
	 * @param random a cryptographically strong source
	 * @param clock says what now is
	 * @return a mint with that secret
	 */
	public static DevTokens generate(RandomGenerator random, InstantSource clock) {
		byte[] bytes = new byte[SECRET_BYTES];
		random.nextBytes(bytes);
		return new DevTokens(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), clock);
	}

	/**
	 * Mints a token.
	 * @param user who it is for
	 * @param rooms names of rooms that may be joined, or prefixes that end with {@code *}
	 * @param lifetime how long it is good; negative for one that has expired
	 * @return a JWT signed with HS256
	 */
	public String mint(String user, List<String> rooms, Duration lifetime) {
		JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(ISSUER)
			.audience(AUDIENCE)
			.subject(user)
			.claim("rooms", List.copyOf(rooms))
			.expirationTime(Date.from(this.clock.instant().plus(lifetime)))
			.build();
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
		try {
			token.sign(new MACSigner(this.secret));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("Cannot sign the token of " + user, ex);
		}
		return token.serialize();
	}

	String secret() {
		return this.secret;
	}

}
