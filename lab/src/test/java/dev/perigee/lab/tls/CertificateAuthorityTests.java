package dev.perigee.lab.tls;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateAuthorityTests {

	private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

	@TempDir
	private Path directory;

	private Identity identity;

	@BeforeEach
	void issue() {
		this.identity = CertificateAuthority.create("test", InstantSource.fixed(NOW)).issue("server", this.directory);
	}

	@Test
	void issuesWhatItsAuthorityVouchesFor() throws Exception {
		X509Certificate authority = read(this.identity.authorityFile());
		X509Certificate certificate = read(this.identity.certificateFile());
		certificate.verify(authority.getPublicKey());
		assertThat(certificate).isEqualTo(this.identity.certificate());
		assertThat(certificate.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1",
				"1.3.6.1.5.5.7.3.2");
		assertThat(certificate.getSubjectAlternativeNames().toString()).contains("localhost", "127.0.0.1");
	}

	@Test
	void isWhatBrowsersTakeByHash() throws Exception {
		X509Certificate certificate = this.identity.certificate();
		assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
		assertThat(Duration.between(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
			.isLessThan(Duration.ofDays(14));
		assertThat(this.identity.sha256())
			.isEqualTo(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
	}

	private static X509Certificate read(Path pem) throws Exception {
		try (InputStream in = Files.newInputStream(pem)) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
		}
	}

}
