package dev.perigee.gateway.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import reactor.core.publisher.Flux;

import org.springframework.core.io.Resource;

/**
 * Public keys of RSA and of the NIST curves that are known from the start. Immutable.
 */
public final class PublicKeys implements TokenKeys {

	/** RFC 7518 sections 3.3 to 3.5. */
	static final Set<JWSAlgorithm> ALGORITHMS = asymmetric();

	private static final Pattern PEM_BLOCK = Pattern
		.compile("-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----");

	/** RFC 7518 section 3.3. */
	private static final int MIN_RSA_BITS = 2048;

	private final JWKSet keys;

	PublicKeys(JWKSet keys) {
		this.keys = new JWKSet(keys.getKeys().stream().filter(PublicKeys::isUsable).toList());
	}

	/**
	 * Reads keys in PEM, one or, while they change, several.
	 * @param pem {@code BEGIN PUBLIC KEY} blocks (RFC 7468 section 13)
	 * @return the keys
	 * @throws InvalidAuthException when it can't be read or holds no usable key
	 */
	public static PublicKeys ofPem(Resource pem) {
		List<JWK> found = new ArrayList<>();
		try (InputStream in = pem.getInputStream()) {
			Matcher blocks = PEM_BLOCK.matcher(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
			while (blocks.find()) {
				found.add(toJwk(Base64.getMimeDecoder().decode(blocks.group(1))));
			}
		}
		catch (IOException | IllegalArgumentException | InvalidKeySpecException ex) {
			throw InvalidAuthException.unreadablePublicKey(pem.getDescription(), ex);
		}
		PublicKeys keys = new PublicKeys(new JWKSet(found));
		if (keys.isEmpty() || keys.keys.size() < found.size()) {
			throw InvalidAuthException.unusablePublicKey(pem.getDescription());
		}
		return keys;
	}

	private static JWK toJwk(byte[] encoded) throws InvalidKeySpecException {
		try {
			return new RSAKey.Builder((RSAPublicKey) decode("RSA", encoded)).build();
		}
		catch (InvalidKeySpecException ex) {
			ECPublicKey key = (ECPublicKey) decode("EC", encoded);
			Curve curve = Curve.forECParameterSpec(key.getParams());
			if (curve == null) {
				throw new InvalidKeySpecException("unknown curve", ex);
			}
			return new ECKey.Builder(curve, key).build();
		}
	}

	private static PublicKey decode(String algorithm, byte[] encoded) throws InvalidKeySpecException {
		try {
			return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has " + algorithm, ex);
		}
	}

	private static Set<JWSAlgorithm> asymmetric() {
		Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
		algorithms.addAll(List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
		return Set.copyOf(algorithms);
	}

	private static boolean isUsable(JWK key) {
		return key instanceof ECKey || key instanceof RSAKey && key.size() >= MIN_RSA_BITS;
	}

	@Override
	public Set<JWSAlgorithm> algorithms() {
		return ALGORITHMS;
	}

	@Override
	public Flux<JWK> find(JWSHeader header) {
		return Flux.fromIterable(matching(header));
	}

	/**
	 * Returns the keys that fit a token by algorithm, curve, use and {@code kid}; a key
	 * or token without {@code kid} fits by the rest.
	 */
	List<JWK> matching(JWSHeader header) {
		JWSAlgorithm algorithm = header.getAlgorithm();
		if (!ALGORITHMS.contains(algorithm)) {
			return List.of();
		}
		JWKMatcher.Builder matcher = new JWKMatcher.Builder().keyType(KeyType.forAlgorithm(algorithm))
			.keyUses(KeyUse.SIGNATURE, null)
			.algorithms(algorithm, null);
		if (JWSAlgorithm.Family.EC.contains(algorithm)) {
			matcher.curves(Curve.forJWSAlgorithm(algorithm));
		}
		if (header.getKeyID() != null) {
			matcher.keyIDs(header.getKeyID(), null);
		}
		return new JWKSelector(matcher.build()).select(this.keys);
	}

	boolean isEmpty() {
		return this.keys.isEmpty();
	}

	int size() {
		return this.keys.size();
	}

}
