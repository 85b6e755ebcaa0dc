package dev.perigee.gateway.rehearsal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.auth.SigningSecret;

import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs room tokens that count on one stage alone, as an application server does for the
 * world.
 */
final class StageTokens {

	private static final Duration LIFETIME = Duration.ofMinutes(1);

	private final Clock clock;

	private final String secret;

	private final GatewayProperties.Auth auth;

	private final NimbusJwtEncoder encoder;

	/**
	 * Draws a secret.
	 * @param auth what tokens have to say
	 * @param clock the time of expiry
	 * @param random the source of chance
	 */
	StageTokens(GatewayProperties.Auth auth, Clock clock, RandomGenerator random) {
		byte[] bytes = new byte[32];
		random.nextBytes(bytes);
		this.secret = HexFormat.of().formatHex(bytes);
		this.auth = auth;
		this.clock = clock;
		this.encoder = new NimbusJwtEncoder(
				new ImmutableSecret<>(new SecretKeySpec(this.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256")));
	}

	SigningSecret secret() {
		return SigningSecret.of("rehearsal", this.secret);
	}

	String sign(String user, String room) {
		JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
			.subject(user)
			.expiresAt(this.clock.instant().plus(LIFETIME))
			.claim("rooms", List.of(room));
		if (this.auth.issuer() != null) {
			claims.issuer(this.auth.issuer());
		}
		if (this.auth.audience() != null) {
			claims.audience(List.of(this.auth.audience()));
		}
		JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
		return this.encoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue();
	}

}
