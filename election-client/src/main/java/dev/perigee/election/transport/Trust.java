package dev.perigee.election.transport;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.TrustManagerFactory;

import dev.perigee.webtransport.WebTransportTrust;
import io.netty.handler.ssl.util.FingerprintTrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of gateways are believed, on both transports. Immutable.
 */
public final class Trust {

	private static final Trust SYSTEM = new Trust(null, WebTransportTrust::system);

	private final @Nullable TrustManagerFactory factory;

	/** The same trust in the words of the WebTransport library. */
	private final Supplier<WebTransportTrust> webTransport;

	private Trust(@Nullable TrustManagerFactory factory, Supplier<WebTransportTrust> webTransport) {
		this.factory = factory;
		this.webTransport = webTransport;
	}

	/**
	 * Believes the certificate authorities of the JDK.
	 * @return the default
	 */
	public static Trust system() {
		return SYSTEM;
	}

	/**
	 * Believes what a factory's trust managers believe.
	 * @param factory an initialised factory
	 * @return the trust
	 */
	public static Trust of(TrustManagerFactory factory) {
		return new Trust(factory, () -> WebTransportTrust.of(factory));
	}

	/**
	 * Believes the certificate authorities of a PEM file, and no other.
	 * @param pem one or more certificates; read to the end and not closed
	 * @return the trust
	 * @throws IllegalArgumentException when there is no certificate in it
	 */
	public static Trust ofPem(InputStream pem) {
		try {
			Collection<? extends Certificate> authorities = CertificateFactory.getInstance("X.509")
				.generateCertificates(pem);
			if (authorities.isEmpty()) {
				throw new IllegalArgumentException("the PEM holds no certificate");
			}
			return of(trusting(List.copyOf(authorities)));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalArgumentException("the PEM can't be read as X.509 certificates", ex);
		}
	}

	/**
	 * Believes exactly these certificates, whoever issued them and for whichever name:
	 * the client's counterpart of a browser's {@code serverCertificateHashes}.
	 * @param sha256 hashes of the DER of the gateways' own certificates
	 * @return the trust
	 */
	public static Trust pinned(Collection<byte[]> sha256) {
		byte[][] hashes = sha256.stream().map(byte[]::clone).toArray(byte[][]::new);
		return new Trust(FingerprintTrustManagerFactory.builder("SHA-256")
			.fingerprints(Arrays.stream(hashes).map(HexFormat.of()::formatHex).toList())
			.build(), () -> WebTransportTrust.certificateHashes(hashes));
	}

	WebTransportTrust forWebTransport() {
		return this.webTransport.get();
	}

	/**
	 * Returns the factory for a TLS context.
	 * @return empty for the JDK's own trust
	 */
	Optional<TrustManagerFactory> factory() {
		return Optional.ofNullable(this.factory);
	}

	private static TrustManagerFactory trusting(List<Certificate> authorities)
			throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		for (int i = 0; i < authorities.size(); i++) {
			store.setCertificateEntry("authority-" + i, authorities.get(i));
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory;
	}

}
