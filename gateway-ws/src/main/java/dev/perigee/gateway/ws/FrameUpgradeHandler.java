package dev.perigee.gateway.ws;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ConnectionAcceptor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Accepts WebSockets where WebFlux routes them, then takes the channel over: messages go
 * from the WebSocket decoder to the session and back without passing through the reactive
 * bridge, which costs an allocation and a flush each.
 */
final class FrameUpgradeHandler implements WebHandler {

	/** Counts as nobody's address. */
	private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

	private final ConnectionAcceptor acceptor;

	private final WebSocketProperties properties;

	FrameUpgradeHandler(ConnectionAcceptor acceptor, WebSocketProperties properties) {
		this.acceptor = acceptor;
		this.properties = properties;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!isUpgrade(exchange.getRequest())) {
			ServerHttpResponse response = exchange.getResponse();
			response.setStatusCode(HttpStatus.UPGRADE_REQUIRED);
			response.getHeaders().set(HttpHeaders.UPGRADE, "websocket");
			return response.setComplete();
		}
		if (!this.acceptor.admitsOrigin(foreignOrigin(exchange.getRequest().getHeaders()))) {
			exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
			return exchange.getResponse().setComplete();
		}
		SocketAddress client = Objects.requireNonNullElse(exchange.getRequest().getRemoteAddress(), UNKNOWN);
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		WebsocketServerSpec spec = WebsocketServerSpec.builder()
			.maxFramePayloadLength((int) this.properties.maxMessage().toBytes())
			.build();
		return response.sendWebsocket((in, out) -> {
			in.withConnection((connection) -> takeOver(connection.channel(), client));
			return Mono.never();
		}, spec);
	}

	private static boolean isUpgrade(ServerHttpRequest request) {
		return request.getMethod() == HttpMethod.GET
				&& "websocket".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.UPGRADE))
				&& request.getHeaders().getFirst("Sec-WebSocket-Key") != null;
	}

	/**
	 * Returns the page's origin, unless it is the gateway itself, which has no pages: so
	 * say clients on Netty, such as the starter, which are no browsers.
	 */
	private static @Nullable String foreignOrigin(HttpHeaders headers) {
		String origin = headers.getOrigin();
		String own = "://" + headers.getFirst(HttpHeaders.HOST);
		boolean isOwn = origin != null
				&& origin.regionMatches(true, origin.length() - own.length(), own, 0, own.length());
		return isOwn ? null : origin;
	}

	private void takeOver(Channel channel, SocketAddress client) {
		ChannelPipeline pipeline = channel.pipeline();
		String decoder = pipeline.context(WebSocketFrameDecoder.class).name();
		FrameChannelHandler handler = new FrameChannelHandler(
				new WebSocketConnection(channel, client, this.properties.closeTimeout()), this.acceptor);
		pipeline.addBefore(decoder, "perigee.closeCode", new CloseCodeTranslator(this.properties.closeTimeout()));
		addInbound(pipeline, "perigee.idle",
				new IdleStateHandler(this.properties.pingAfter().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
		addInbound(pipeline, "perigee.aggregator",
				new WebSocketFrameAggregator((int) this.properties.maxMessage().toBytes()));
		addInbound(pipeline, "perigee.frames", handler);
		channel.config().setAutoRead(true);
	}

	private static void addInbound(ChannelPipeline pipeline, String name, ChannelHandler handler) {
		pipeline.addBefore(NettyPipeline.ReactiveBridge, name, handler);
	}

}
