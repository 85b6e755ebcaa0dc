package dev.perigee.gateway.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * What the files of a bundle hold.
 *
 * @param certificates those that have a private key beside them
 */
record BundleContent(List<X509Certificate> certificates) {

	/** Keys of other kinds are not compared with their certificate. */
	private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA",
			"EdDSA", "EdDSA", "Ed25519", "EdDSA", "Ed448", "EdDSA");

	/**
	 * Reads a bundle.
	 * @param bundle a bundle, which may have only trusted certificates
	 * @return what it holds
	 * @throws IllegalStateException when it can't be read, or a key is not that of its
	 * certificate
	 */
	static BundleContent read(SslBundle bundle) {
		SslStoreBundle stores = bundle.getStores();
		stores.getTrustStore();
		KeyStore keys = stores.getKeyStore();
		if (keys == null) {
			return new BundleContent(List.of());
		}
		String password = (bundle.getKey().getPassword() != null) ? bundle.getKey().getPassword()
				: stores.getKeyStorePassword();
		try {
			return new BundleContent(read(keys, (password != null) ? password.toCharArray() : null));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The key can't be used: " + ex.getMessage(), ex);
		}
	}

	private static List<X509Certificate> read(KeyStore store, char @Nullable [] password)
			throws GeneralSecurityException {
		List<X509Certificate> certificates = new ArrayList<>();
		for (String alias : Collections.list(store.aliases())) {
			Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
			if (key instanceof PrivateKey secret
					&& store.getCertificate(alias) instanceof X509Certificate certificate) {
				requirePair(secret, certificate.getPublicKey());
				certificates.add(certificate);
			}
		}
		return List.copyOf(certificates);
	}

	private static void requirePair(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
		if (!verifies(secret, open)) {
			throw new IllegalStateException("The private key is not that of the certificate");
		}
	}

	private static boolean verifies(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
		String algorithm = SIGNATURES.get(secret.getAlgorithm());
		if (algorithm == null) {
			return true;
		}
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(secret);
		byte[] message = open.getEncoded();
		signature.update(message);
		byte[] signed = signature.sign();
		try {
			signature.initVerify(open);
			signature.update(message);
			return signature.verify(signed);
		}
		catch (InvalidKeyException ex) {
			// a key of another kind
			return false;
		}
	}

	/**
	 * Checks the period of every certificate.
	 * @param now the time
	 * @throws IllegalStateException when one has expired or begins later
	 */
	void requireValidAt(Instant now) {
		for (X509Certificate certificate : this.certificates) {
			try {
				certificate.checkValidity(Date.from(now));
			}
			catch (CertificateException ex) {
				throw new IllegalStateException("The certificate is valid from %s to %s"
					.formatted(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()), ex);
			}
		}
	}

}
