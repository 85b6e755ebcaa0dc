package dev.perigee.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.protocol.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies room tokens: JWTs (RFC 7519) signed with HS256, with the claims {@code sub},
 * {@code exp} and {@code rooms}. Pure computation, safe for use by several threads.
 */
public final class TokenVerifier {

	private final NimbusJwtDecoder decoder;

	private final Clock clock;

	private final Duration clockSkew;

	/**
	 * Creates a verifier.
	 * @param secret what tokens are signed with
	 * @param properties which issuer and audience they must name
	 * @param clock what expiry is measured against
	 */
	public TokenVerifier(SigningSecret secret, GatewayProperties.Auth properties, Clock clock) {
		this.decoder = NimbusJwtDecoder.withSecretKey(secret.roomTokenKey()).macAlgorithm(MacAlgorithm.HS256).build();
		this.clock = clock;
		this.clockSkew = properties.clockSkew();
		this.decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators(properties, clock)));
	}

	private static List<OAuth2TokenValidator<Jwt>> validators(GatewayProperties.Auth properties, Clock clock) {
		JwtTimestampValidator timestamps = new JwtTimestampValidator(properties.clockSkew());
		timestamps.setClock(clock);
		List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>(List.of(timestamps, required(JwtClaimNames.EXP),
				new JwtClaimValidator<>(JwtClaimNames.SUB, TokenVerifier::isUser),
				new JwtClaimValidator<>("rooms", TokenVerifier::isListOfStrings)));
		String issuer = properties.issuer();
		if (issuer != null) {
			validators.add(new JwtIssuerValidator(issuer));
		}
		String audience = properties.audience();
		if (audience != null) {
			validators.add(new JwtClaimValidator<@Nullable List<String>>(JwtClaimNames.AUD,
					(claim) -> claim != null && claim.contains(audience)));
		}
		return validators;
	}

	private static OAuth2TokenValidator<Jwt> required(String claim) {
		return new JwtClaimValidator<@Nullable Object>(claim, (value) -> value != null && !"".equals(value));
	}

	private static boolean isUser(@Nullable Object claim) {
		return claim instanceof String user && !user.isEmpty()
				&& user.getBytes(StandardCharsets.UTF_8).length <= Limits.MAX_USER_BYTES;
	}

	private static boolean isListOfStrings(@Nullable Object claim) {
		return claim instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
	}

	/**
	 * Verifies a token.
	 * @param token the compact form
	 * @return what it allows
	 * @throws InvalidTokenException when it does not verify
	 */
	public RoomGrant verify(String token) throws InvalidTokenException {
		try {
			Jwt jwt = this.decoder.decode(token);
			return new RoomGrant(Objects.requireNonNull(jwt.getSubject()),
					Objects.requireNonNull(jwt.getClaimAsStringList("rooms")),
					Objects.requireNonNull(jwt.getExpiresAt()));
		}
		catch (JwtValidationException ex) {
			throw new InvalidTokenException("token: " + ex.getErrors().iterator().next().getDescription(), ex);
		}
		catch (BadJwtException ex) {
			throw new InvalidTokenException("token: malformed, or its signature does not verify", ex);
		}
		catch (JwtException ex) {
			throw new InvalidTokenException("token: can't be read", ex);
		}
	}

	/**
	 * Returns how long a token that was verified is still good.
	 * @param grant what it allows
	 * @return at least 1: what is good only because clocks differ is as good as over
	 */
	public long validMillis(RoomGrant grant) {
		return Math.max(1, Duration.between(this.clock.instant(), grant.expiresAt()).toMillis());
	}

	/**
	 * Tells whether a token that was verified would be refused now.
	 * @param grant what it allows
	 * @return whether it has expired, for every clock
	 */
	public boolean isExpired(RoomGrant grant) {
		return this.clock.instant().minus(this.clockSkew).isAfter(grant.expiresAt());
	}

}
