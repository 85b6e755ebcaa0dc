package dev.perigee.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.protocol.Limits;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;

/**
 * Verifies room tokens: JWTs (RFC 7519, RFC 8725) with the claims {@code sub},
 * {@code exp} and {@code rooms}. Safe for use by several threads.
 */
public final class TokenVerifier {

	private static final String ROOMS = "rooms";

	/** RFC 9068: what an authorization server calls its access tokens. */
	private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

	private final NimbusReactiveJwtDecoder decoder;

	private final Clock clock;

	private final Duration clockSkew;

	/**
	 * Creates a verifier.
	 * @param keys what tokens are signed with
	 * @param properties which issuer and audience they must name
	 * @param clock what expiry is measured against
	 */
	public TokenVerifier(TokenKeys keys, GatewayProperties.Auth properties, Clock clock) {
		this.decoder = NimbusReactiveJwtDecoder.withJwkSource((token) -> keys.find(token.getHeader()))
			.jwtProcessorCustomizer((processor) -> configure(processor, keys))
			.build();
		this.clock = clock;
		this.clockSkew = properties.clockSkew();
		this.decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators(properties, clock)));
	}

	private static void configure(ConfigurableJWTProcessor<JWKSecurityContext> processor, TokenKeys keys) {
		processor.setJWSKeySelector((header, found) -> keys.algorithms().contains(header.getAlgorithm())
				? KeyConverter.toJavaKeys(found.getKeys()) : List.of());
		processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
	}

	private static List<OAuth2TokenValidator<Jwt>> validators(GatewayProperties.Auth properties, Clock clock) {
		JwtTimestampValidator timestamps = new JwtTimestampValidator(properties.clockSkew());
		timestamps.setClock(clock);
		List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>(List.of(timestamps, required(JwtClaimNames.EXP),
				new JwtClaimValidator<>(JwtClaimNames.SUB, TokenVerifier::isUser),
				new JwtClaimValidator<@Nullable Object>(ROOMS, (claim) -> RoomGrant.parse(claim) != null)));
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

	/**
	 * Verifies a token: within the call when the key is known, else on any thread.
	 * @param token the compact form
	 * @return what it allows; terminates with {@link InvalidTokenException} when it does
	 * not verify, with {@link KeysUnavailableException} when nobody can tell
	 */
	public Mono<RoomGrant> verify(String token) {
		return this.decoder.decode(token).map(TokenVerifier::grant).onErrorMap(TokenVerifier::explain);
	}

	private static RoomGrant grant(Jwt jwt) {
		return new RoomGrant(Objects.requireNonNull(jwt.getSubject()),
				Objects.requireNonNull(RoomGrant.parse(jwt.getClaim(ROOMS))),
				Objects.requireNonNull(jwt.getExpiresAt()));
	}

	/** Says what is wrong without repeating anything of the token. */
	private static Throwable explain(Throwable failure) {
		if (failure instanceof JwtValidationException invalid) {
			return new InvalidTokenException("token: " + invalid.getErrors().iterator().next().getDescription(),
					failure);
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof KeysUnavailableException) {
				return cause;
			}
		}
		return new InvalidTokenException("token: malformed, or its signature does not verify", failure);
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
