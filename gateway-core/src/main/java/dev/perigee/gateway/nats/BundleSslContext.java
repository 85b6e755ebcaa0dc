package dev.perigee.gateway.nats;

import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * An SSL bundle as jnats takes it. jnats keeps one context for ever and asks it for a
 * socket whenever it connects: this one answers with a socket of what the bundle holds at
 * that moment, which insists on the server's name. Thread-safe.
 */
final class BundleSslContext extends SSLContext {

	private BundleSslContext(Current current, SSLContext first) {
		super(current, first.getProvider(), first.getProtocol());
	}

	/**
	 * Follows a bundle.
	 * @param bundles where it is kept up to date
	 * @param name its name
	 * @return the context
	 * @throws org.springframework.boot.ssl.NoSuchSslBundleException when there is none of
	 * that name
	 */
	static BundleSslContext follow(SslBundles bundles, String name) {
		Current current = new Current(bundles.getBundle(name));
		bundles.addBundleUpdateHandler(name, current::use);
		return new BundleSslContext(current, current.context);
	}

	/** All but sockets of clients is passed on as it is. */
	private static final class Current extends SSLContextSpi {

		private volatile SSLContext context;

		private volatile SSLSocketFactory sockets;

		private Current(SslBundle bundle) {
			this.context = bundle.createSslContext();
			this.sockets = new NamedServerSocketFactory(this.context.getSocketFactory(), bundle.getOptions());
		}

		private void use(SslBundle bundle) {
			SSLContext fresh = bundle.createSslContext();
			this.sockets = new NamedServerSocketFactory(fresh.getSocketFactory(), bundle.getOptions());
			this.context = fresh;
		}

		@Override
		protected void engineInit(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust,
				@Nullable SecureRandom random) {
			throw new UnsupportedOperationException("The bundle says what it is");
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return this.sockets;
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			return this.context.getServerSocketFactory();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return this.context.createSSLEngine();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			return this.context.createSSLEngine(host, port);
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.context.getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.context.getClientSessionContext();
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			return this.context.getDefaultSSLParameters();
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return this.context.getSupportedSSLParameters();
		}

	}

}
