package dev.perigee.webtransport;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.KeyManagerFactory;

import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A WebTransport server on Reactor Netty QUIC. Immutable: each method returns a changed
 * copy, and {@link #bind()} starts a server.
 *
 * <pre>{@code
 * WebTransportServer.create()
 *     .port(4433)
 *     .secure(privateKey, certificate)
 *     .handle(session -> session.datagrams().doOnNext(session::sendDatagram).then())
 *     .bindNow(Duration.ofSeconds(5));
 * }</pre>
 */
public final class WebTransportServer {

	private String host = "0.0.0.0";

	private int port;

	private int loops = 1;

	private WebTransportLimits limits = WebTransportLimits.defaults();

	private @Nullable Supplier<QuicSslContext> tls;

	private @Nullable RetryTokens retryTokens;

	private WebTransportAdmission admission = (client, proven) -> true;

	private byte[] serverId = {};

	private WebTransportHandler handler = session -> session.closed().then();

	private WebTransportServer() {
	}

	/**
	 * Returns a server on all IPv4 addresses and a free port, with one event loop and the
	 * default limits, whose sessions do nothing. It still needs {@link #secure}.
	 */
	public static WebTransportServer create() {
		return new WebTransportServer();
	}

	private WebTransportServer with(Consumer<WebTransportServer> change) {
		WebTransportServer copy = new WebTransportServer();
		copy.host = this.host;
		copy.port = this.port;
		copy.loops = this.loops;
		copy.limits = this.limits;
		copy.tls = this.tls;
		copy.retryTokens = this.retryTokens;
		copy.admission = this.admission;
		copy.serverId = this.serverId;
		copy.handler = this.handler;
		change.accept(copy);
		return copy;
	}

	/**
	 * Sets the address or host name to listen on.
	 */
	public WebTransportServer host(String host) {
		return with(copy -> copy.host = host);
	}

	/**
	 * Sets the UDP port; 0 lets the system choose.
	 */
	public WebTransportServer port(int port) {
		return with(copy -> copy.port = port);
	}

	/**
	 * Sets the number of event loops. Each has a UDP socket of its own on the same port;
	 * clients stay with theirs even when their address changes. More than one needs
	 * Linux.
	 */
	public WebTransportServer loops(int loops) {
		if (loops < 1) {
			throw new IllegalArgumentException("loops must be at least 1, is " + loops);
		}
		return with(copy -> copy.loops = loops);
	}

	/**
	 * Sets the limits for every connection.
	 */
	public WebTransportServer limits(WebTransportLimits limits) {
		return with(copy -> copy.limits = limits);
	}

	/**
	 * Sets the server's key and its certificate chain, leaf first.
	 */
	public WebTransportServer secure(PrivateKey key, X509Certificate... chain) {
		return secure(QuicSslContextBuilder.forServer(key, null, chain));
	}

	/**
	 * Sets where the server's key and certificate come from, as Spring's SSL bundles
	 * offer it.
	 * @param password of the key; {@code null} when it has none
	 */
	public WebTransportServer secure(KeyManagerFactory keys, @Nullable String password) {
		return secure(QuicSslContextBuilder.forServer(keys, password));
	}

	private WebTransportServer secure(QuicSslContextBuilder builder) {
		QuicSslContext context = builder.applicationProtocols(Http3.supportedApplicationProtocols()).build();
		return secure(() -> context);
	}

	/**
	 * Sets what gives the TLS context of each new connection, so that a certificate can
	 * be replaced while the server runs. The contexts must offer
	 * {@link Http3#supportedApplicationProtocols()}.
	 */
	public WebTransportServer secure(Supplier<QuicSslContext> contexts) {
		return with(copy -> copy.tls = contexts);
	}

	/**
	 * Makes all clients prove their address before anything is spent on them, at the
	 * price of one round trip (Retry, RFC 9000, section 8.1.2). Without a key those are
	 * asked whom {@link #admission} wants to be, by a key that only this server has.
	 * @param key at least 16 secret bytes, the same on all servers behind one address
	 */
	public WebTransportServer retryKey(byte[] key) {
		RetryTokens retry = new RetryTokens(key, SystemClock::epochSeconds);
		return with(copy -> copy.retryTokens = retry);
	}

	/**
	 * Sets who decides about new connections; all are admitted by default.
	 */
	public WebTransportServer admission(WebTransportAdmission admission) {
		return with(copy -> copy.admission = admission);
	}

	/**
	 * Puts this server's id into every connection id, after the first byte, where a load
	 * balancer finds it (draft-ietf-quic-load-balancers, unencrypted, configuration 0).
	 * @param serverId at most 8 bytes
	 */
	public WebTransportServer serverId(byte[] serverId) {
		byte[] id = serverId.clone();
		return with(copy -> copy.serverId = id);
	}

	/**
	 * Sets the application.
	 */
	public WebTransportServer handle(WebTransportHandler handler) {
		return with(copy -> copy.handler = handler);
	}

	/**
	 * Starts a server on subscription.
	 * @return fails with {@code ChannelBindException} when the address cannot be had
	 */
	public Mono<? extends WebTransportBinding> bind() {
		return Mono.defer(() -> {
			Objects.requireNonNull(this.tls, "A server needs secure(..)");
			return new ServerBinding(this).bind();
		});
	}

	/**
	 * Starts a server and waits until it listens.
	 * @throws RuntimeException what {@link #bind()} fails with
	 * @throws IllegalStateException when it does not listen within {@code timeout}
	 */
	public WebTransportBinding bindNow(Duration timeout) {
		WebTransportBinding binding = Await.result(bind(), timeout);
		return Objects.requireNonNull(binding);
	}

	String host() {
		return this.host;
	}

	int port() {
		return this.port;
	}

	int loops() {
		return this.loops;
	}

	WebTransportLimits limits() {
		return this.limits;
	}

	Supplier<QuicSslContext> tls() {
		return Objects.requireNonNull(this.tls);
	}

	AdmissionTokens tokens() {
		RetryTokens shared = this.retryTokens;
		RetryTokens tokens = (shared != null) ? shared : RetryTokens.ofThisProcess(SystemClock::epochSeconds);
		return new AdmissionTokens(tokens, shared != null, this.admission);
	}

	WebTransportAdmission admission() {
		return this.admission;
	}

	byte[] serverId() {
		return this.serverId;
	}

	WebTransportHandler handler() {
		return this.handler;
	}

}
