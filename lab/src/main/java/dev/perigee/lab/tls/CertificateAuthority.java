package dev.perigee.lab.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate authority that lives as long as its lab. Everything is ECDSA P-256 and
 * valid for less than the 14 days that browsers allow for
 * {@code serverCertificateHashes}. Immutable and thread-safe.
 */
public final class CertificateAuthority {

	private static final Duration CLOCK_SKEW = Duration.ofHours(1);

	private static final Duration VALIDITY = Duration.ofDays(13);

	private final X509Bundle root;

	private final Instant now;

	private CertificateAuthority(X509Bundle root, Instant now) {
		this.root = root;
		this.now = now;
	}

	/**
	 * Makes an authority.
	 * @param name common name of its subject
	 * @param clock says when its certificates begin to be valid
	 * @return the authority
	 */
	public static CertificateAuthority create(String name, InstantSource clock) {
		Instant now = clock.instant();
		CertificateBuilder builder = validFrom(now).subject("CN=" + name)
			.setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign);
		try {
			return new CertificateAuthority(builder.buildSelfSigned(), now);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot make the authority " + name, ex);
		}
	}

	/**
	 * Issues a certificate for a process on this machine: {@code localhost}, 127.0.0.1
	 * and ::1, as a server and as a client, because a nats-server is both to its peers.
	 * @param name common name of its subject
	 * @param directory gets {@code tls.crt}, {@code tls.key} and {@code ca.crt}, named as
	 * in a cert-manager Secret
	 * @return the certificate
	 */
	public Identity issue(String name, Path directory) {
		CertificateBuilder builder = validFrom(this.now).subject("CN=" + name)
			.setKeyUsage(true, KeyUsage.digitalSignature)
			.addExtendedKeyUsageServerAuth()
			.addExtendedKeyUsageClientAuth()
			.addSanDnsName("localhost")
			.addSanIpAddress("127.0.0.1")
			.addSanIpAddress("::1");
		try {
			return write(builder.buildIssuedBy(this.root), directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write the certificate of " + name, ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot issue a certificate for " + name, ex);
		}
	}

	private Identity write(X509Bundle bundle, Path directory) throws IOException {
		Files.createDirectories(directory);
		Identity identity = new Identity(bundle.getCertificate(), directory.resolve("tls.crt"),
				directory.resolve("tls.key"), directory.resolve("ca.crt"));
		Files.writeString(identity.certificateFile(), bundle.getCertificatePEM());
		Files.writeString(identity.keyFile(), bundle.getPrivateKeyPEM());
		Files.writeString(identity.authorityFile(), this.root.getCertificatePEM());
		return identity;
	}

	private static CertificateBuilder validFrom(Instant now) {
		return new CertificateBuilder().ecp256().notBefore(now.minus(CLOCK_SKEW)).notAfter(now.plus(VALIDITY));
	}

}
