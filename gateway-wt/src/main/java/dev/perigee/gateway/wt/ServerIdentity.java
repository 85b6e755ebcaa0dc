package dev.perigee.gateway.wt;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;

import dev.perigee.webtransport.WebTransportServer;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The key and certificate that the endpoint shows.
 */
@FunctionalInterface
interface ServerIdentity {

	/**
	 * Secures a server.
	 * @param server without identity
	 * @return the server with it
	 */
	WebTransportServer secure(WebTransportServer server);

	/**
	 * Takes key and certificate from configuration; new connections are shown what the
	 * bundle holds when they come.
	 * @param bundles where the bundle is kept up to date
	 * @param name the name of a bundle with a key
	 * @return the identity
	 * @throws org.springframework.boot.ssl.NoSuchSslBundleException when there is none of
	 * that name
	 */
	static ServerIdentity of(SslBundles bundles, String name) {
		AtomicReference<QuicSslContext> current = new AtomicReference<>(context(bundles.getBundle(name)));
		bundles.addBundleUpdateHandler(name, (bundle) -> current.set(context(bundle)));
		return (server) -> server.secure(current::get);
	}

	private static QuicSslContext context(SslBundle bundle) {
		return QuicSslContextBuilder
			.forServer(bundle.getManagers().getKeyManagerFactory(), bundle.getKey().getPassword())
			.applicationProtocols(Http3.supportedApplicationProtocols())
			.build();
	}

	/**
	 * Makes a certificate that a browser takes by its hash: ECDSA P-256, good for less
	 * than 14 days (W3C WebTransport, custom certificate requirements). The hash is
	 * logged.
	 * @param clock tells when the certificate begins
	 * @return the identity
	 */
	static ServerIdentity selfSigned(InstantSource clock) {
		return (server) -> {
			try {
				X509Bundle bundle = new CertificateBuilder().ecp256()
					.subject("CN=localhost")
					.setIsCertificateAuthority(true)
					.notBefore(clock.instant().minus(Duration.ofHours(1)))
					.notAfter(clock.instant().plus(Duration.ofDays(13)))
					.addSanDnsName("localhost")
					.addSanIpAddress("127.0.0.1")
					.buildSelfSigned();
				X509Certificate certificate = bundle.getCertificate();
				Log logger = LogFactory.getLog(ServerIdentity.class);
				logger.warn("Profile 'dev' and no gateway.wt.ssl-bundle: made a certificate of 13 days, SHA-256 "
						+ HexFormat.of()
							.formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
				return server.secure(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath());
			}
			catch (Exception ex) {
				throw new IllegalStateException("The profile 'dev' can't make a certificate", ex);
			}
		};
	}

}
