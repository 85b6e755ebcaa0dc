package dev.perigee.gateway.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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

	private final SigningSecret secret = SigningSecret.of("secret", Tokens.SECRET);

	@Test
	void grantsWhatTheTokenSays() throws InvalidTokenException {
		RoomGrant grant = verify(null, null, claims());
		assertThat(grant.user()).isEqualTo("ann");
		assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(60));
		assertThat(grant.rooms()).containsOnlyKeys("lobby", "team-*");
	}

	@ParameterizedTest
	@CsvSource({ "lobby, true", "lobby2, false", "team-, true", "team-red, true", "team, false", "Team-red, false",
			"team-*, true", "*, false" })
	void matchesNamesAndPrefixes(String room, boolean allowed) throws InvalidTokenException {
		assertThat(verify(null, null, claims()).rights(room))
			.isEqualTo(allowed ? EnumSet.allOf(RoomRight.class) : EnumSet.noneOf(RoomRight.class));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "news, SUBSCRIBE", "news-1, SUBSCRIBE", "sensors, PUBLISH",
			"news-desk, PUBLISH SUBSCRIBE", "nothing, -", "future, -", "other, -" })
	void givesTheRightsOfAllThatMatches(String room, @Nullable String rights) throws InvalidTokenException {
		Map<String, List<String>> rooms = Map.of("news*", List.of("subscribe"), "news-desk", List.of("publish"),
				"sensors", List.of("publish"), "nothing", List.of(), "future", List.of("moderate"));
		assertThat(verify(null, null, claims().claim("rooms", rooms)).rights(room)).extracting(RoomRight::name)
			.containsExactly((rights != null) ? rights.split(" ") : new String[0]);
	}

	@Test
	void refusesAnExpiredTokenBeyondTheClockSkew() throws InvalidTokenException {
		verify(null, null, claims().expirationTime(at(-29)));
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
		assertRefused(claims().claim("rooms", Map.of("lobby", "publish")), null, null);
		assertRefused(claims().notBeforeTime(at(31)), null, null);
	}

	@Test
	void checksIssuerAndAudienceWhereTheyAreConfigured() throws InvalidTokenException {
		verify("me", "perigee", claims().issuer("me").audience(List.of("another", "perigee")));
		assertRefused(claims().issuer("you"), "me", null);
		assertRefused(claims().audience("other"), null, "perigee");
		assertRefused(claims(), null, "perigee");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
			"eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0....." })
	void refusesWhatIsNoTokenWithoutRepeatingIt(String token) {
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> verify(this.secret, null, null, token))
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
		ResumeTokens sameSecret = new ResumeTokens(SigningSecret.of("secret", Tokens.SECRET), Duration.ofHours(1),
				CLOCK);
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
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> verify(issuer, audience, claims));
	}

	private RoomGrant verify(@Nullable String issuer, @Nullable String audience, JWTClaimsSet.Builder claims)
			throws InvalidTokenException {
		return verify(this.secret, issuer, audience, Tokens.sign(Tokens.SECRET, claims.build()));
	}

	/** Verifies with keys that are known, so within the call. */
	private static RoomGrant verify(TokenKeys keys, @Nullable String issuer, @Nullable String audience, String token)
			throws InvalidTokenException {
		GatewayProperties.Auth auth = new GatewayProperties.Auth(null, null, null, Duration.ofMinutes(5),
				Duration.ofSeconds(1), null, issuer, audience, Duration.ofSeconds(30));
		CompletableFuture<RoomGrant> grant = new TokenVerifier(keys, auth, CLOCK).verify(token).toFuture();
		assertThat(grant).isDone();
		try {
			return grant.join();
		}
		catch (CompletionException ex) {
			throw (InvalidTokenException) ex.getCause();
		}
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
