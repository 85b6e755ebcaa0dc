package dev.perigee.gateway.autoconfigure;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.MonotonicClock;
import dev.perigee.gateway.actuate.DemandEndpoint;
import dev.perigee.gateway.actuate.FaultsEndpoint;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.telemetry.NetworkNames;
import dev.perigee.gateway.telemetry.ReportListener;
import dev.perigee.gateway.telemetry.TelemetryProperties;
import dev.perigee.gateway.telemetry.UserTelemetry;
import dev.perigee.protocol.RegionInfo;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What becomes of the reports of clients.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

	/** Without telemetry reports are read and forgotten. */
	@Bean
	@ConditionalOnMissingBean
	ReportListener noReports() {
		return ReportListener.NONE;
	}

	/** With telemetry. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "gateway.telemetry.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(TelemetryProperties.class)
	@Import({ DemandEndpoint.class, FaultsEndpoint.class })
	static class Enabled {

		@Bean
		NetworkNames networkNames(TelemetryProperties properties) {
			return NetworkNames.create(properties, new SecureRandom(), InstantSource.system());
		}

		@Bean(destroyMethod = "dispose")
		Scheduler gatewayTelemetryThread() {
			return Schedulers.newSingle("perigee-telemetry", true);
		}

		@Bean
		UserTelemetry userTelemetry(TelemetryProperties properties, NetworkNames names, Cluster cluster,
				Scheduler gatewayTelemetryThread, MeterRegistry registry) {
			UserTelemetry telemetry = new UserTelemetry(properties, names, cluster.self().region(),
					() -> cluster.regions().stream().map(RegionInfo::name).toList(), new MonotonicClock(), registry);
			long reviewNanos = properties.reviewInterval().toNanos();
			gatewayTelemetryThread.schedulePeriodically(telemetry::review, reviewNanos, reviewNanos,
					TimeUnit.NANOSECONDS);
			return telemetry;
		}

	}

}
