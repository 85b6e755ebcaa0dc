package dev.perigee.gateway.test;

import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Signs room tokens as an application server does.
 */
public final class Tokens {

	/** What the gateways of tests are configured with. */
	public static final String SECRET = "a secret of tests, 32 bytes or more";

	private Tokens() {
	}

	public static String token(String user, String... rooms) {
		return token(SECRET, user, Instant.now().plusSeconds(600), rooms);
	}

	public static String token(String secret, String user, Instant expiry, String... rooms) {
		return sign(secret,
				new JWTClaimsSet.Builder().subject(user)
					.expirationTime(Date.from(expiry))
					.issuer("perigee-dev")
					.audience("perigee")
					.claim("rooms", List.of(rooms))
					.build());
	}

	public static String sign(String secret, JWTClaimsSet claims) {
		try {
			SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
			jwt.sign(new MACSigner(secret));
			return jwt.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
