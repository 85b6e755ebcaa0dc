package dev.perigee.gateway.test;

import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts every server and keeps what the last one has shown. Thread-safe.
 */
public final class SeenCertificate extends X509ExtendedTrustManager {

	private volatile BigInteger serialNumber = BigInteger.ZERO;

	/** Returns the serial number that the last server has shown, 0 before. */
	public BigInteger serialNumber() {
		return this.serialNumber;
	}

	/** Returns a context for clients. */
	public SSLContext context() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { this }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void see(X509Certificate[] chain) {
		this.serialNumber = chain[0].getSerialNumber();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type) {
		see(chain);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		see(chain);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		see(chain);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		throw new UnsupportedOperationException();
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

}
