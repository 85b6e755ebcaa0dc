package dev.perigee.webtransport;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Trusts certificates by the SHA-256 hash of their DER encoding.
 */
final class PinnedCertificates extends X509ExtendedTrustManager {

	private static final int SHA_256_BYTES = 32;

	private final List<byte[]> hashes;

	PinnedCertificates(List<byte[]> hashes) {
		if (hashes.isEmpty() || hashes.stream().anyMatch(hash -> hash.length != SHA_256_BYTES)) {
			throw new IllegalArgumentException("Certificate hashes are one or more of " + SHA_256_BYTES + " bytes");
		}
		this.hashes = hashes;
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		X509Certificate leaf = chain[0];
		leaf.checkValidity();
		byte[] actual = sha256(leaf.getEncoded());
		if (this.hashes.stream().noneMatch(hash -> MessageDigest.isEqual(hash, actual))) {
			throw new CertificateException("The server's certificate has none of the pinned hashes");
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
			throws CertificateException {
		checkServerTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
			throws CertificateException {
		checkServerTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("Only servers can be pinned");
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

	private static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
