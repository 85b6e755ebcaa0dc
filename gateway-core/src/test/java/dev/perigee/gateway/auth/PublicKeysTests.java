package dev.perigee.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PublicKeysTests {

	@Test
	void findsTheKeysThatFitTheAlgorithm() throws GeneralSecurityException {
		PublicKeys keys = PublicKeys.ofPem(pem(rsa(2048) + ec("secp256r1") + ec("secp384r1")));
		assertThat(keys.size()).isEqualTo(3);
		for (JWSAlgorithm algorithm : new JWSAlgorithm[] { JWSAlgorithm.RS256, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
				JWSAlgorithm.ES384 }) {
			assertThat(keys.matching(new JWSHeader.Builder(algorithm).keyID("any").build())).hasSize(1);
		}
		assertThat(keys.matching(new JWSHeader(JWSAlgorithm.ES512))).isEmpty();
		assertThat(keys.matching(new JWSHeader(JWSAlgorithm.HS256))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" })
	void refusesWhatHoldsNoKey(String text) {
		assertRefused(text);
	}

	@Test
	void refusesWeakKeys() throws GeneralSecurityException {
		assertRefused(rsa(1024));
		assertRefused(rsa(2048) + rsa(1024));
	}

	private static void assertRefused(String text) {
		assertThatExceptionOfType(InvalidAuthException.class).isThrownBy(() -> PublicKeys.ofPem(pem(text)))
			.withMessageStartingWith("gateway.auth.public-key: ")
			.satisfies((ex) -> assertThat(ex.action()).contains("openssl pkey"));
	}

	private static ByteArrayResource pem(String text) {
		return new ByteArrayResource(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String rsa(int bits) throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(bits);
		return block(generator.generateKeyPair().getPublic());
	}

	private static String ec(String curve) throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec(curve));
		return block(generator.generateKeyPair().getPublic());
	}

	private static String block(PublicKey key) {
		return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
				+ "\n-----END PUBLIC KEY-----\n";
	}

}
