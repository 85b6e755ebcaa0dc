package dev.perigee.election.transport;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate for 127.0.0.1 that signs itself.
 */
public record TestCertificate(PrivateKey key, X509Certificate certificate, String pem) {

	public static TestCertificate create() {
		try {
			Instant now = Instant.now();
			X509Bundle bundle = new CertificateBuilder().ecp256()
				.subject("CN=localhost")
				.setIsCertificateAuthority(true)
				.notBefore(now.minus(1, ChronoUnit.HOURS))
				.notAfter(now.plus(10, ChronoUnit.DAYS))
				.addSanIpAddress("127.0.0.1")
				.buildSelfSigned();
			return new TestCertificate(bundle.getKeyPair().getPrivate(), bundle.getCertificate(),
					bundle.getCertificatePEM());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public byte[] sha256() {
		try {
			return MessageDigest.getInstance("SHA-256").digest(this.certificate.getEncoded());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
