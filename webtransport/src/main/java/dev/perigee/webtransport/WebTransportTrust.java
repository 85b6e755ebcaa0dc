package dev.perigee.webtransport;

import java.util.Arrays;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;

/**
 * Which servers a client trusts. Immutable.
 */
public final class WebTransportTrust {

	private final QuicSslContext context;

	private WebTransportTrust(QuicSslContextBuilder builder) {
		this.context = builder.applicationProtocols(Http3.supportedApplicationProtocols()).build();
	}

	/**
	 * Trusts what the platform's certificate authorities vouch for, for the host of the
	 * URL.
	 */
	public static WebTransportTrust system() {
		return SystemTrust.INSTANCE;
	}

	/**
	 * Trusts what {@code trust} does, for the host of the URL.
	 */
	public static WebTransportTrust of(TrustManagerFactory trust) {
		return new WebTransportTrust(QuicSslContextBuilder.forClient().trustManager(trust));
	}

	/**
	 * Trusts exactly the servers whose certificate has one of these hashes and is valid
	 * now, whatever host it names; like the {@code serverCertificateHashes} of browsers.
	 * @param sha256 hashes of the DER encoding, 32 bytes each
	 */
	public static WebTransportTrust certificateHashes(byte[]... sha256) {
		List<byte[]> hashes = Arrays.stream(sha256).map(byte[]::clone).toList();
		return new WebTransportTrust(QuicSslContextBuilder.forClient()
			.endpointIdentificationAlgorithm("")
			.trustManager(new PinnedCertificates(hashes)));
	}

	QuicSslContext context() {
		return this.context;
	}

	/** Read from disk once, and only when used. */
	private static final class SystemTrust {

		static final WebTransportTrust INSTANCE = new WebTransportTrust(QuicSslContextBuilder.forClient());

	}

}
