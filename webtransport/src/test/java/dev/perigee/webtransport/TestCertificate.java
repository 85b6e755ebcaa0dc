package dev.perigee.webtransport;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate for localhost as browsers accept it by its hash: ECDSA P-256, valid for
 * less than 14 days.
 */
record TestCertificate(PrivateKey key, X509Certificate certificate) {

	static final TestCertificate LOCALHOST = create();

	private static TestCertificate create() {
		try {
			Instant now = Instant.now();
			X509Bundle bundle = new CertificateBuilder().ecp256()
				.subject("CN=localhost")
				.setIsCertificateAuthority(true)
				.notBefore(now.minus(1, ChronoUnit.HOURS))
				.notAfter(now.plus(10, ChronoUnit.DAYS))
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.buildSelfSigned();
			return new TestCertificate(bundle.getKeyPair().getPrivate(), bundle.getCertificate());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	byte[] sha256() {
		try {
			return MessageDigest.getInstance("SHA-256").digest(this.certificate.getEncoded());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
