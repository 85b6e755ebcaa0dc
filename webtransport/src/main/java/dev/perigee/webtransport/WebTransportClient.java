package dev.perigee.webtransport;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * A WebTransport client on Reactor Netty QUIC. Immutable: each method returns a changed
 * copy. Each connection has a UDP socket of its own.
 */
public final class WebTransportClient {

	private static final int DEFAULT_PORT = 443;

	private @Nullable WebTransportTrust trust;

	private WebTransportLimits limits = WebTransportLimits.defaults();

	private @Nullable LoopResources loops;

	private Duration connectTimeout = Duration.ofSeconds(10);

	private Http3Headers headers = new DefaultHttp3Headers();

	private WebTransportClient() {
	}

	/**
	 * Returns a client that trusts the platform's certificate authorities, with default
	 * limits, ten seconds to connect, and Reactor Netty's shared event loops.
	 */
	public static WebTransportClient create() {
		return new WebTransportClient();
	}

	private WebTransportClient with(Consumer<WebTransportClient> change) {
		WebTransportClient copy = new WebTransportClient();
		copy.trust = this.trust;
		copy.limits = this.limits;
		copy.loops = this.loops;
		copy.connectTimeout = this.connectTimeout;
		copy.headers = this.headers;
		change.accept(copy);
		return copy;
	}

	/**
	 * Sets which servers to trust.
	 */
	public WebTransportClient secure(WebTransportTrust trust) {
		return with(copy -> copy.trust = trust);
	}

	/**
	 * Sets the limits for every connection.
	 */
	public WebTransportClient limits(WebTransportLimits limits) {
		return with(copy -> copy.limits = limits);
	}

	/**
	 * Sets the event loops, which the caller disposes.
	 */
	public WebTransportClient runOn(LoopResources loops) {
		return with(copy -> copy.loops = loops);
	}

	/**
	 * Sets how long a connection and the first session on it may take together.
	 */
	public WebTransportClient connectTimeout(Duration timeout) {
		return with(copy -> copy.connectTimeout = timeout);
	}

	/**
	 * Adds a header field to every request for a session.
	 * @param name in lower case
	 */
	public WebTransportClient header(String name, String value) {
		Http3Headers extended = new DefaultHttp3Headers();
		extended.add(this.headers).add(name, value);
		return with(copy -> copy.headers = extended);
	}

	/**
	 * Opens a session on a new connection, which closes with it. Cancelling closes the
	 * connection as long as there is no session.
	 * @param uri {@code https://host[:port]/path[?query]}
	 * @return emits on the session's event loop, before anything of the session is
	 * delivered; fails with {@link HandshakeException}, {@link SessionRefusedException},
	 * {@link ConnectionLostException} or {@link ConnectTimeoutException}
	 */
	public Mono<WebTransportSession> connect(URI uri) {
		return withinTimeout(uri, open(uri).flatMap(connection -> connection.openOnly(target(uri))));
	}

	/**
	 * Opens a connection for several sessions, which stays until it is disposed.
	 * @param uri {@code https://host[:port]}; the path is not used
	 * @return emits on the connection's event loop; fails with {@link HandshakeException}
	 * or {@link ConnectTimeoutException}
	 */
	public Mono<WebTransportConnection> connection(URI uri) {
		return withinTimeout(uri, open(uri).map(connection -> connection));
	}

	private <T> Mono<T> withinTimeout(URI uri, Mono<T> opening) {
		return opening.timeout(this.connectTimeout)
			.onErrorMap(TimeoutException.class, ex -> new ConnectTimeoutException(uri.toString(), this.connectTimeout));
	}

	private Mono<ClientConnection> open(URI uri) {
		if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
			return Mono.error(new IllegalArgumentException("Not an https URL with a host: " + uri));
		}
		return resolve(uri).flatMap(address -> ClientConnection.open(this, uri, address));
	}

	private static Mono<InetSocketAddress> resolve(URI uri) {
		String host = host(uri);
		int port = (uri.getPort() < 0) ? DEFAULT_PORT : uri.getPort();
		Mono<InetSocketAddress> address = Mono.fromCallable(() -> new InetSocketAddress(host, port));
		boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
		// a name may need the network, and the JDK's resolver waits for it
		return literal ? address : address.subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Returns the URL's host, without the brackets of an IPv6 address.
	 */
	static String host(URI uri) {
		String host = uri.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	private static String target(URI uri) {
		String path = (uri.getRawPath() == null || uri.getRawPath().isEmpty()) ? "/" : uri.getRawPath();
		return (uri.getRawQuery() != null) ? path + "?" + uri.getRawQuery() : path;
	}

	WebTransportTrust trust() {
		return (this.trust != null) ? this.trust : WebTransportTrust.system();
	}

	WebTransportLimits limits() {
		return this.limits;
	}

	@Nullable LoopResources loops() {
		return this.loops;
	}

	Duration connectTimeout() {
		return this.connectTimeout;
	}

	Http3Headers headers() {
		return this.headers;
	}

}
