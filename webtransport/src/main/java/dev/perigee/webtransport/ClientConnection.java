package dev.perigee.webtransport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;
import reactor.netty.quic.QuicClient;
import reactor.netty.resources.LoopResources;

/**
 * A connection of {@link WebTransportClient}. Thread-safe.
 */
final class ClientConnection implements WebTransportConnection {

	private final ConnectionHandler connection;

	private final QuicChannel channel;

	private final URI uri;

	private final Http3Headers headers;

	private ClientConnection(ConnectionHandler connection, URI uri, Http3Headers headers) {
		this.connection = connection;
		this.channel = connection.channel();
		this.uri = uri;
		this.headers = headers;
	}

	/**
	 * Connects and waits for settings that allow WebTransport. Whatever goes wrong, and
	 * when cancelled, the connection and its socket are closed again.
	 */
	static Mono<ClientConnection> open(WebTransportClient client, URI uri, InetSocketAddress address) {
		return Mono.defer(() -> {
			AtomicReference<@Nullable ConnectionHandler> handler = new AtomicReference<>();
			return quicClient(client, uri, address)
				.doOnChannelInit(
						(observer, channel, remote) -> handler.set(install((QuicChannel) channel, client.limits())))
				.connect()
				.flatMap(connected -> ready(handler.get(), client, uri))
				.onErrorMap(ex -> !(ex instanceof WebTransportException), ex -> failure(uri, handler.get(), ex))
				.doFinally(signal -> {
					if (signal != SignalType.ON_COMPLETE) {
						close(handler.get());
					}
				});
		});
	}

	private static QuicClient quicClient(WebTransportClient client, URI uri, InetSocketAddress address) {
		QuicClient quic = QuicTransportSettings.apply(QuicClient.create(), client.limits())
			.remoteAddress(() -> address)
			.bindAddress(() -> anyAddress(address))
			// the client's own timeout covers more and closes the connection
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			.secure(channel -> client.trust()
				.context()
				.newEngine(channel.alloc(), WebTransportClient.host(uri), address.getPort()));
		LoopResources loops = client.loops();
		return (loops != null) ? quic.runOn(loops) : quic;
	}

	private static SocketAddress anyAddress(InetSocketAddress remote) {
		return new InetSocketAddress((remote.getAddress() instanceof Inet6Address) ? "::" : "0.0.0.0", 0);
	}

	private static ConnectionHandler install(QuicChannel channel, WebTransportLimits limits) {
		QuicTransportSettings.applyToSocket(channel.parent(), limits);
		// not at once: the connection may end within the read loop of its socket
		channel.closeFuture().addListener(closed -> channel.eventLoop().execute(channel.parent()::close));
		return Http3Pipeline.installClient(channel, limits);
	}

	private static Mono<ClientConnection> ready(@Nullable ConnectionHandler connection, WebTransportClient client,
			URI uri) {
		if (connection == null) {
			return Mono.error(new HandshakeException(uri.toString(), "the connection was not set up"));
		}
		return Mono.create(sink -> connection.peerSettings().addListener((Future<Http3Settings> settings) -> {
			if (!settings.isSuccess()) {
				sink.error(settings.cause());
			}
			else if (!WebTransportSettings.allowSessions(settings.getNow())) {
				sink.error(new HandshakeException(uri.toString(), "the server does not speak WebTransport"));
			}
			else {
				sink.success(new ClientConnection(connection, uri, client.headers()));
			}
		}));
	}

	private static HandshakeException failure(URI uri, @Nullable ConnectionHandler connection, Throwable cause) {
		String reason = cause.getMessage();
		if (reason == null) {
			reason = (connection != null) ? connection.closeReason() : cause.toString();
		}
		return new HandshakeException(uri.toString(), reason, cause);
	}

	private static void close(@Nullable ConnectionHandler connection) {
		if (connection != null) {
			QuicChannel channel = connection.channel();
			EventLoopTask.run(channel.eventLoop(),
					() -> channel.close(true, ErrorCodes.H3_NO_ERROR, Unpooled.EMPTY_BUFFER));
		}
	}

	QuicChannel channel() {
		return this.channel;
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.channel.remoteSocketAddress();
	}

	@Override
	public Mono<WebTransportSession> open(String target) {
		return Mono.create(sink -> {
			if (!EventLoopTask.run(this.channel.eventLoop(), () -> request(target, sink))) {
				sink.error(lost());
			}
		});
	}

	/**
	 * Opens the only session: the connection closes when it cannot be opened, and with
	 * it.
	 */
	Mono<WebTransportSession> openOnly(String target) {
		return open(target).doOnNext(session -> closeAfter((QuicWebTransportSession) session)).doFinally(signal -> {
			if (signal != SignalType.ON_COMPLETE) {
				dispose();
			}
		});
	}

	private void closeAfter(QuicWebTransportSession session) {
		session.connectStream().closeFuture().addListener(closed -> dispose());
	}

	private void request(String target, MonoSink<WebTransportSession> sink) {
		if (!this.channel.isActive()) {
			sink.error(lost());
			return;
		}
		if (this.channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) < 1) {
			sink.error(new StreamLimitException(QuicStreamType.BIDIRECTIONAL));
			return;
		}
		Http3Headers request = requestHeaders(target);
		ClientRequestHandler handler = new ClientRequestHandler(this.connection,
				WebTransportRequest.of(request, remoteAddress()), sink);
		Http3.newRequestStream(this.channel, handler).addListener((Future<QuicStreamChannel> opened) -> {
			if (opened.isSuccess()) {
				opened.getNow().writeAndFlush(new DefaultHttp3HeadersFrame(request));
			}
			else {
				sink.error(lost());
			}
		});
	}

	private Http3Headers requestHeaders(String target) {
		Http3Headers request = new DefaultHttp3Headers().method("CONNECT")
			.protocol("webtransport")
			.scheme("https")
			.authority(this.uri.getRawAuthority())
			.path(target);
		request.set("sec-webtransport-http3-draft02", "1");
		request.add(this.headers);
		return request;
	}

	private ConnectionLostException lost() {
		return new ConnectionLostException(this.uri.toString(), this.connection.closeReason());
	}

	@Override
	public void dispose() {
		close(this.connection);
	}

	@Override
	public boolean isDisposed() {
		return !this.channel.isOpen();
	}

	@Override
	public Mono<Void> onDispose() {
		return Mono.create(sink -> this.channel.parent().closeFuture().addListener(closed -> sink.success()));
	}

}
