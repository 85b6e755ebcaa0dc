package dev.perigee.gateway.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TokensTests {

	private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

	private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private final SigningSecret secret = SigningSecret.of(Tokens.SECRET);

	@Test
	void grantsWhatTheTokenSays() throws InvalidTokenException {
		RoomGrant grant = verifier(null, null).verify(Tokens.sign(Tokens.SECRET, claims().build()));
		assertThat(grant).isEqualTo(new RoomGrant("ann", List.of("lobby", "team-*"), NOW.plusSeconds(60)));
	}

	@ParameterizedTest
	@CsvSource({ "lobby, true", "lobby2, false", "team-, true", "team-red, true", "team, false", "Team-red, false" })
	void matchesNamesAndPrefixes(String room, boolean allowed) {
		assertThat(new RoomGrant("ann", List.of("lobby", "team-*"), NOW.plusSeconds(60)).allows(room))
			.isEqualTo(allowed);
	}

	@Test
	void refusesAnExpiredTokenBeyondTheClockSkew() throws InvalidTokenException {
		verifier(null, null).verify(Tokens.sign(Tokens.SECRET, claims().expirationTime(at(-29)).build()));
		assertRefused(claims().expirationTime(at(-31)), null, null);
	}

	@Test
	void refusesATokenWithoutWhatItMustHave() {
		assertRefused(claims().expirationTime(null), null, null);
		assertRefused(claims().subject(null), null, null);
		assertRefused(claims().subject("é".repeat(129)), null, null);
		assertRefused(claims().claim("rooms", null), null, null);
		assertRefused(claims().claim("rooms", "lobby"), null, null);
		assertRefused(claims().claim("rooms", List.of(1, 2)), null, null);
	}

	@Test
	void checksIssuerAndAudienceWhereTheyAreConfigured() throws InvalidTokenException {
		String token = Tokens.sign(Tokens.SECRET, claims().issuer("me").audience("perigee").build());
		verifier("me", "perigee").verify(token);
		assertRefused(claims().issuer("you"), "me", null);
		assertRefused(claims().audience("other"), null, "perigee");
		assertRefused(claims(), null, "perigee");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ." })
	void refusesWhatIsNoTokenWithoutRepeatingIt(String token) {
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> verifier(null, null).verify(token))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("token: ").doesNotContain("eyJ"));
	}

	@Test
	void aResumeTokenProvesItsSessionToItsUserOnly() throws InvalidTokenException {
		ResumeTokens tokens = new ResumeTokens(this.secret, Duration.ofHours(1), CLOCK);
		String token = tokens.sign(new SessionId(5), "ann");
		assertThat(tokens.verify(token, "ann")).isEqualTo(new SessionId(5));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> tokens.verify(token, "eve"));
	}

	@Test
	void aResumeTokenIsGoodOnEveryNodeThatSharesTheSecretAndNoOther() throws InvalidTokenException {
		String token = new ResumeTokens(this.secret, Duration.ofHours(1), CLOCK).sign(new SessionId(5), "ann");
		ResumeTokens sameSecret = new ResumeTokens(SigningSecret.of(Tokens.SECRET), Duration.ofHours(1), CLOCK);
		assertThat(sameSecret.verify(token, "ann")).isEqualTo(new SessionId(5));
		ResumeTokens other = new ResumeTokens(SigningSecret.random(new SecureRandom()), Duration.ofHours(1), CLOCK);
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> other.verify(token, "ann"));
	}

	@Test
	void aResumeTokenExpires() {
		String token = new ResumeTokens(this.secret, Duration.ofHours(1), CLOCK).sign(new SessionId(5), "ann");
		ResumeTokens later = new ResumeTokens(this.secret, Duration.ofHours(1),
				Clock.offset(CLOCK, Duration.ofHours(2)));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> later.verify(token, "ann"));
	}

	@Test
	void aRoomTokenIsNoResumeToken() {
		String token = Tokens.sign(Tokens.SECRET, claims().claim("sid", new SessionId(5).toString()).build());
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> new ResumeTokens(this.secret, Duration.ofHours(1), CLOCK).verify(token, "ann"));
	}

	private void assertRefused(JWTClaimsSet.Builder claims, @Nullable String issuer, @Nullable String audience) {
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> verifier(issuer, audience).verify(Tokens.sign(Tokens.SECRET, claims.build())));
	}

	private TokenVerifier verifier(@Nullable String issuer, @Nullable String audience) {
		return new TokenVerifier(this.secret,
				new GatewayProperties.Auth(Tokens.SECRET, issuer, audience, Duration.ofSeconds(30)), CLOCK);
	}

	private static JWTClaimsSet.Builder claims() {
		return new JWTClaimsSet.Builder().subject("ann")
			.expirationTime(at(60))
			.claim("rooms", List.of("lobby", "team-*"));
	}

	private static Date at(int seconds) {
		return Date.from(NOW.plusSeconds(seconds));
	}

}
