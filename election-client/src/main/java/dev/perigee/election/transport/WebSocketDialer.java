package dev.perigee.election.transport;

import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

import dev.perigee.protocol.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

/**
 * Dials WebSocket endpoints with Reactor Netty. Reactor makes the TCP, TLS and HTTP
 * handshakes; from then on frames pass through one Netty handler ahead of Reactor's
 * bridge, so that a message costs no reactive signal.
 */
public final class WebSocketDialer implements CandidateDialer {

	private final HttpClient client;

	private final LongSupplier clock;

	private final Runnable onDrop;

	/**
	 * Creates a dialer; dials nothing.
	 * @param loops the event loops of the connections
	 * @param trust which certificates are believed on {@code wss}
	 * @param connectTimeout the bound of the TCP and TLS handshakes, each
	 * @param clock the client's nano clock
	 * @param onDrop told of each unreliable message that a connection gave up; any event
	 * loop
	 */
	public WebSocketDialer(LoopResources loops, Trust trust, Duration connectTimeout, LongSupplier clock,
			Runnable onDrop) {
		this.clock = clock;
		this.onDrop = onDrop;
		this.client = HttpClient.newConnection()
			.runOn(loops)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
			.option(ChannelOption.TCP_NODELAY, true)
			.secure((spec) -> spec.sslContext(tls(trust)).handshakeTimeout(connectTimeout));
	}

	@Override
	public Mono<CandidateConnection> dial(URI endpoint, ConnectionListener listener) {
		return this.client
			.websocket(WebsocketClientSpec.builder().maxFramePayloadLength(Limits.MAX_FRAME_BYTES).build())
			.uri(endpoint)
			.connect()
			.map((connection) -> open(connection, listener));
	}

	private CandidateConnection open(Connection connection, ConnectionListener listener) {
		Channel channel = connection.channel();
		ChannelPipeline pipeline = channel.pipeline();
		WebSocketConnection opened = new WebSocketConnection(channel, listener, this.clock, this.onDrop);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "perigee.aggregator",
				new WebSocketFrameAggregator(Limits.MAX_FRAME_BYTES));
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "perigee.frames", opened.inbound());
		// Reactor Netty reads on demand of its own receiver, which never subscribes here
		channel.config().setAutoRead(true);
		return opened;
	}

	private static SslProvider.GenericSslContextSpec<SslContextBuilder> tls(Trust trust) {
		Http11SslContextSpec spec = Http11SslContextSpec.forClient();
		trust.factory().ifPresent((factory) -> spec.configure((builder) -> builder.trustManager(factory)));
		return spec;
	}

}
