package dev.perigee.election.autoconfigure;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.metrics.ElectionMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Shows the client to operators: the endpoint and the health indicator {@code election},
 * and the meters, each if the application has what it takes.
 */
@AutoConfiguration(after = ElectionClientAutoConfiguration.class)
@ConditionalOnBean(ElectionClient.class)
public final class ElectionObservabilityAutoConfiguration {

	/** Needs Actuator. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		ElectionEndpoint electionEndpoint(ElectionClient client) {
			return new ElectionEndpoint(client);
		}

	}

	/** Needs Boot's health. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "electionHealthIndicator")
		@ConditionalOnEnabledHealthIndicator("election")
		ReactiveHealthIndicator electionHealthIndicator(ElectionClient client) {
			return new ElectionHealthIndicator(client);
		}

	}

	/** Needs Micrometer; Boot binds the meters to every registry. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ElectionMetrics electionMetrics(ElectionClient client) {
			return new ElectionMetrics(client);
		}

	}

}
