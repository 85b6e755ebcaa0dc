package dev.perigee.gateway.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import javax.crypto.SecretKey;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.perigee.protocol.SessionId;

import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs and verifies resume tokens: who holds one holds the session, on any gateway of
 * any region that shares the secret. Pure computation, safe for use by several threads.
 */
public final class ResumeTokens {

	private static final String SESSION = "sid";

	private final NimbusJwtEncoder encoder;

	private final NimbusJwtDecoder decoder;

	private final Duration lifetime;

	private final Clock clock;

	/**
	 * Creates the two directions.
	 * @param secret what the key is made of
	 * @param lifetime how long a token is good
	 * @param clock the time of signing and of expiry
	 */
	public ResumeTokens(SigningSecret secret, Duration lifetime, Clock clock) {
		SecretKey key = secret.resumeTokenKey();
		this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
		this.decoder = NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
		JwtTimestampValidator timestamps = new JwtTimestampValidator(Duration.ZERO);
		timestamps.setClock(clock);
		this.decoder.setJwtValidator(timestamps);
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/**
	 * Signs a token.
	 * @param session the session that it proves
	 * @param user whose session it is
	 * @return the compact form
	 */
	public String sign(SessionId session, String user) {
		Instant now = this.clock.instant();
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(user)
			.claim(SESSION, session.toString())
			.expiresAt(now.plus(this.lifetime))
			.build();
		JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
		return this.encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
	}

	/**
	 * Verifies a token.
	 * @param token the compact form
	 * @param user the subject of the room token that came with it
	 * @return the session that it proves
	 * @throws InvalidTokenException when it does not verify, or is somebody else's
	 */
	public SessionId verify(String token, String user) throws InvalidTokenException {
		try {
			Jwt jwt = this.decoder.decode(token);
			String session = jwt.getClaimAsString(SESSION);
			if (session == null || !user.equals(jwt.getSubject())) {
				throw new InvalidTokenException("resumeToken: belongs to another user");
			}
			return SessionId.of(session);
		}
		catch (JwtException ex) {
			throw new InvalidTokenException("resumeToken: malformed, expired, or its signature does not verify", ex);
		}
	}

}
