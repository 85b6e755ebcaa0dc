package dev.perigee.gateway.nats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslOptions;

/**
 * Sockets whose handshake fails unless the server's certificate carries the name or
 * address that was dialled (RFC 2818, section 3.1): without that any certificate of a
 * trusted authority would do, and jnats does not ask for it. Thread-safe.
 */
final class NamedServerSocketFactory extends SSLSocketFactory {

	private final SSLSocketFactory sockets;

	private final SslOptions options;

	/**
	 * Wraps a factory.
	 * @param sockets makes the sockets
	 * @param options cipher suites and protocols, where they are set
	 */
	NamedServerSocketFactory(SSLSocketFactory sockets, SslOptions options) {
		this.sockets = sockets;
		this.options = options;
	}

	private Socket named(Socket socket) {
		SSLParameters parameters = ((SSLSocket) socket).getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		if (this.options.getCiphers() != null) {
			parameters.setCipherSuites(this.options.getCiphers());
		}
		if (this.options.getEnabledProtocols() != null) {
			parameters.setProtocols(this.options.getEnabledProtocols());
		}
		((SSLSocket) socket).setSSLParameters(parameters);
		return socket;
	}

	@Override
	public Socket createSocket(@Nullable Socket plain, String host, int port, boolean autoClose) throws IOException {
		return named(this.sockets.createSocket(plain, host, port, autoClose));
	}

	@Override
	public Socket createSocket() throws IOException {
		return named(this.sockets.createSocket());
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return named(this.sockets.createSocket(host, port));
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return named(this.sockets.createSocket(host, port, localHost, localPort));
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return named(this.sockets.createSocket(host, port));
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
		return named(this.sockets.createSocket(host, port, localHost, localPort));
	}

	@Override
	public String[] getDefaultCipherSuites() {
		return this.sockets.getDefaultCipherSuites();
	}

	@Override
	public String[] getSupportedCipherSuites() {
		return this.sockets.getSupportedCipherSuites();
	}

}
