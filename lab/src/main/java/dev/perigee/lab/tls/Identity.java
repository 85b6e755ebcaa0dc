package dev.perigee.lab.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;

/**
 * A certificate with its key, as PEM files.
 *
 * @param certificate the certificate
 * @param certificateFile the certificate
 * @param keyFile its private key, PKCS#8
 * @param authorityFile the certificate of the authority that issued it
 */
public record Identity(X509Certificate certificate, Path certificateFile, Path keyFile, Path authorityFile) {

	/**
	 * Computes what a browser wants as {@code serverCertificateHashes}.
	 * @return the SHA-256 of the certificate's DER form, 32 bytes
	 */
	public byte[] sha256() {
		try {
			return MessageDigest.getInstance("SHA-256").digest(this.certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has SHA-256 and can encode what it decoded", ex);
		}
	}

}
