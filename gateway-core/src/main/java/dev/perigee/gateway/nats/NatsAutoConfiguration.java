package dev.perigee.gateway.nats;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.NodeIdentity;
import dev.perigee.gateway.metrics.GatewayMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Puts the message bus on NATS, unless there is another one.
 */
@AutoConfiguration
@ConditionalOnMissingBean(MessageBus.class)
@EnableConfigurationProperties(NatsProperties.class)
public final class NatsAutoConfiguration {

	@Bean
	NatsBus natsBus(NatsProperties properties, GatewayProperties gateway, SslBundles sslBundles, NodeIdentity self,
			GatewayMetrics metrics) {
		return new NatsBus(new NatsOptions(properties, sslBundles, self.name()), metrics,
				Envelope.maxMessageBytes((int) gateway.limits().maxFrame().toBytes()));
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("nats")
	NatsHealthIndicator natsHealthIndicator(NatsBus bus) {
		return new NatsHealthIndicator(bus);
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("natsAccess")
	NatsAccessHealthIndicator natsAccessHealthIndicator(NatsBus bus) {
		return new NatsAccessHealthIndicator(bus);
	}

}
