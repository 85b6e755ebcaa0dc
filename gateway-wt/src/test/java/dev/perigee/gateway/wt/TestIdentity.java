package dev.perigee.gateway.wt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate for loopback as PEM files, as operations would mount them.
 */
final class TestIdentity {

	static final TestIdentity LOOPBACK = new TestIdentity();

	private final Path certificate;

	private final Path key;

	private final byte[] sha256;

	private TestIdentity() {
		try {
			X509Bundle bundle = new CertificateBuilder().ecp256()
				.subject("CN=localhost")
				.setIsCertificateAuthority(true)
				.notBefore(Instant.now().minus(Duration.ofHours(1)))
				.notAfter(Instant.now().plus(Duration.ofDays(10)))
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.buildSelfSigned();
			this.certificate = write("certificate", bundle.getCertificatePEM());
			this.key = write("key", bundle.getPrivateKeyPEM());
			this.sha256 = MessageDigest.getInstance("SHA-256").digest(bundle.getCertificate().getEncoded());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The properties of a gateway with this certificate. */
	String[] properties() {
		return new String[] { "gateway.wt.ssl-bundle=wt",
				"spring.ssl.bundle.pem.wt.keystore.certificate=file:" + this.certificate,
				"spring.ssl.bundle.pem.wt.keystore.private-key=file:" + this.key };
	}

	byte[] sha256() {
		return this.sha256.clone();
	}

	private static Path write(String name, String pem) throws IOException {
		Path file = Files.createTempFile(name, ".pem");
		file.toFile().deleteOnExit();
		return Files.writeString(file, pem);
	}

}
