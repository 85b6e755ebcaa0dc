package dev.perigee.gateway.ws;

import java.util.Map;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.SimpleHandlerAdapter;

/**
 * Maps the endpoint into WebFlux, beside Actuator and everything else.
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

	@Bean
	SimpleHandlerAdapter webHandlerAdapter() {
		return new SimpleHandlerAdapter();
	}

}
