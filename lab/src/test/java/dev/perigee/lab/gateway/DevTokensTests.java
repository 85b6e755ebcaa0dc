package dev.perigee.lab.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DevTokensTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

	private final DevTokens tokens = new DevTokens(SECRET, InstantSource.fixed(NOW));

	@Test
	void signsWhatGatewaysVerify() throws Exception {
		SignedJWT token = SignedJWT.parse(this.tokens.mint("ada", List.of("lobby", "game-*"), Duration.ofMinutes(5)));
		assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
		assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
		assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("ada");
		assertThat(token.getJWTClaimsSet().getStringListClaim("rooms")).containsExactly("lobby", "game-*");
		assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("perigee-dev");
		assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("perigee");
		assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(300)));
	}

	@Test
	void mintsExpiredTokensToo() throws Exception {
		SignedJWT token = SignedJWT.parse(this.tokens.mint("ada", List.of(), Duration.ofMinutes(-5)));
		assertThat(token.getJWTClaimsSet().getExpirationTime()).isBefore(Date.from(NOW));
	}

}
