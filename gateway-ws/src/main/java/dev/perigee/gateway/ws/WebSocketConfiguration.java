package dev.perigee.gateway.ws;

import java.util.Map;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;

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
