package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.SimpleHandlerAdapter;

/**
 * Maps the endpoint into WebFlux, and limits who gets there.
 */
@Configuration(proxyBeanMethods = false)
class WebSocketConfiguration {

	/** What the kernel takes beyond what is on its way to a client. */
	private static final long MAX_UNSENT_BYTES = 128 * 1024;

	/**
	 * Keeps what waits for a slow client here, where echoes overtake it and where it is
	 * counted: the kernel would take up to 4 MB of it. Needs epoll, so Linux.
	 */
	@Bean
	NettyServerCustomizer fewUnsentBytesInTheKernel() {
		return (server) -> LoopResources.hasNativeSupport() && Epoll.isAvailable()
				? server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES) : server;
	}

	@Bean
	FrameUpgradeHandler frameUpgradeHandler(ConnectionAcceptor acceptor, WebSocketProperties properties,
			GatewayProperties gateway) {
		properties.requirePlaceFor(gateway.limits().maxFrame());
		return new FrameUpgradeHandler(acceptor, properties);
	}

	@Bean
	SimpleUrlHandlerMapping frameMapping(FrameUpgradeHandler handler, WebSocketProperties properties) {
		return new SimpleUrlHandlerMapping(Map.of(properties.path(), handler), Ordered.HIGHEST_PRECEDENCE);
	}

	/**
	 * Turns those away who come too many at once, before TLS, and those who connect and
	 * do not become WebSockets, however slowly they ask.
	 */
	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> handshakeLimits(ConnectionAcceptor acceptor,
			GatewayProperties gateway) {
		Duration patience = gateway.limits().unauthenticatedLifetime();
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, address) -> {
				if (acceptor.admitsHandshake(channel.remoteAddress(), true)) {
					expectUpgradeWithin(patience, channel);
				}
				else {
					channel.close();
				}
			}));
	}

	/** Forgets a channel that ends: there may be many more than are open at a time. */
	static void expectUpgradeWithin(Duration patience, Channel channel) {
		Future<?> deadline = channel.eventLoop().schedule(() -> {
			if (channel.pipeline().get(FrameChannelHandler.class) == null) {
				channel.close();
			}
		}, patience.toNanos(), TimeUnit.NANOSECONDS);
		channel.closeFuture().addListener((closed) -> deadline.cancel(false));
	}

	@Bean
	SimpleHandlerAdapter webHandlerAdapter() {
		return new SimpleHandlerAdapter();
	}

}
