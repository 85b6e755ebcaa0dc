package dev.perigee.election.autoconfigure;

import java.util.HexFormat;

import dev.perigee.election.InvalidSettingException;
import dev.perigee.election.transport.Trust;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/**
 * Reads {@code election.ssl.*}.
 */
final class TrustSettings {

	private static final int HASH_BYTES = 32;

	private TrustSettings() {
	}

	/**
	 * Finds out which gateways are believed.
	 * @throws InvalidSettingException when a hash is none, or there is no such bundle
	 */
	static Trust trust(ElectionClientProperties.Ssl ssl, ObjectProvider<SslBundles> bundles) {
		if (!ssl.certificateHashes().isEmpty()) {
			return Trust.pinned(ssl.certificateHashes().stream().map(TrustSettings::hash).toList());
		}
		return (ssl.bundle() != null) ? bundle(ssl.bundle(), bundles) : Trust.system();
	}

	private static byte[] hash(String hash) {
		try {
			byte[] bytes = HexFormat.of().parseHex(hash);
			if (bytes.length == HASH_BYTES) {
				return bytes;
			}
		}
		catch (IllegalArgumentException ex) {
			// no hexadecimal, or half a byte: told below like a wrong length
		}
		throw new InvalidSettingException("election.ssl.certificate-hashes",
				"64 hexadecimal digits expected, was '" + hash + "'",
				"Print it with: openssl x509 -in gateway.pem -outform der | sha256sum");
	}

	private static Trust bundle(String name, ObjectProvider<SslBundles> bundles) {
		try {
			return Trust.of(bundles.getObject().getBundle(name).getManagers().getTrustManagerFactory());
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidSettingException("election.ssl.bundle", "there is no SSL bundle named '" + name + "'",
					"Define it, for example spring.ssl.bundle.pem.%s.truststore.certificate=ca.pem.".formatted(name));
		}
	}

}
