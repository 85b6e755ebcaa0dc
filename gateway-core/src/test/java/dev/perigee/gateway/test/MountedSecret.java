package dev.perigee.gateway.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A directory as a kubelet mounts a Secret: each file is a symbolic link to one in
 * {@code ..data}, which itself is a link to a directory with the files. A change writes
 * another such directory and puts the link {@code ..data} in its place at once.
 */
public final class MountedSecret implements AutoCloseable {

	private static final String CERTIFICATE = "tls.crt";

	private static final String KEY = "tls.key";

	private static final String AUTHORITY = "ca.crt";

	private final Path mount;

	private int version;

	private MountedSecret(Path mount) {
		this.mount = mount;
	}

	/** Mounts a certificate, its key and whom to trust. */
	public static MountedSecret of(X509Bundle identity, X509Bundle... authorities) {
		try {
			MountedSecret secret = new MountedSecret(Files.createTempDirectory("secret"));
			secret.replace(identity, authorities);
			for (String name : List.of(CERTIFICATE, KEY, AUTHORITY)) {
				Files.createSymbolicLink(secret.file(name), Path.of("..data", name));
			}
			return secret;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Makes an authority. */
	public static X509Bundle authority(String name) {
		return build(builder(name).setIsCertificateAuthority(true), null);
	}

	/** Issues a certificate for 127.0.0.1, as a server and as a client. */
	public static X509Bundle issue(X509Bundle authority) {
		return build(builder("gateway").addSanIpAddress("127.0.0.1"), authority);
	}

	/** Issues a certificate for localhost by its name alone. */
	public static X509Bundle issueForName(X509Bundle authority) {
		return build(builder("named").addSanDnsName("localhost"), authority);
	}

	/** Issues a certificate for another host. */
	public static X509Bundle issueForAnotherHost(X509Bundle authority) {
		return build(builder("elsewhere").addSanDnsName("elsewhere.example"), authority);
	}

	/** Issues a certificate for 127.0.0.1 that expired a minute ago. */
	public static X509Bundle issueExpired(X509Bundle authority) {
		return build(builder("old").addSanIpAddress("127.0.0.1").notAfter(Instant.now().minusSeconds(60)), authority);
	}

	private static CertificateBuilder builder(String name) {
		return new CertificateBuilder().ecp256()
			.subject("CN=" + name)
			.notBefore(Instant.now().minus(Duration.ofHours(1)))
			.notAfter(Instant.now().plus(Duration.ofDays(10)));
	}

	private static X509Bundle build(CertificateBuilder builder, X509Bundle authority) {
		try {
			return (authority == null) ? builder.buildSelfSigned()
					: builder.addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth().buildIssuedBy(authority);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Replaces everything by another certificate, its key and whom to trust. */
	public void replace(X509Bundle identity, X509Bundle... authorities) {
		String trusted = String.join("", Stream.of(authorities).map(X509Bundle::getCertificatePEM).toList());
		replace(identity.getCertificatePEM(), identity.getPrivateKeyPEM(), trusted);
	}

	/** Replaces everything by any text. */
	public void replace(String certificate, String key, String authorities) {
		try {
			Path data = Files.createDirectory(file("..version-" + this.version++));
			for (Map.Entry<String, String> entry : Map.of(CERTIFICATE, certificate, KEY, key, AUTHORITY, authorities)
				.entrySet()) {
				Files.writeString(data.resolve(entry.getKey()), entry.getValue());
			}
			Path link = Files.createSymbolicLink(file("..data_tmp"), data.getFileName());
			Files.move(link, file("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns a PEM bundle of Spring Boot as properties, which is read again. */
	public String[] bundle(String name) {
		String bundle = "spring.ssl.bundle.pem." + name + '.';
		return new String[] { "spring.ssl.bundle.watch.file.quiet-period=100ms", bundle + "reload-on-update=true",
				bundle + "keystore.certificate=" + file(CERTIFICATE), bundle + "keystore.private-key=" + file(KEY),
				bundle + "truststore.certificate=" + file(AUTHORITY) };
	}

	/**
	 * Returns the block of a nats-server's configuration that asks clients for theirs.
	 */
	public String natsTls() {
		return "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true, timeout: 5 }"
			.formatted(file(CERTIFICATE), file(KEY), file(AUTHORITY));
	}

	private Path file(String name) {
		return this.mount.resolve(name);
	}

	@Override
	public void close() {
		try (Stream<Path> files = Files.walk(this.mount)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
