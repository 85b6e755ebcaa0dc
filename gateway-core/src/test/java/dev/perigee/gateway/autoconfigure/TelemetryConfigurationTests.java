package dev.perigee.gateway.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.actuate.DemandEndpoint;
import dev.perigee.gateway.actuate.FaultsEndpoint;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.telemetry.ReportListener;
import dev.perigee.gateway.telemetry.TelemetryProperties;
import dev.perigee.gateway.telemetry.UserTelemetry;
import dev.perigee.gateway.test.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TelemetryConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				GatewayAutoConfiguration.class, NatsAutoConfiguration.class))
		.withPropertyValues("nats.spring.server=nats://127.0.0.1:1", "gateway.auth.secret=" + Tokens.SECRET);

	@Test
	void reportsGoToTelemetry() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ReportListener.class)).isInstanceOf(UserTelemetry.class);
			assertThat(context.getBean(DemandEndpoint.class).demand().region()).isEqualTo("local");
			assertThat(context.getBean(FaultsEndpoint.class).faults().faults()).isEmpty();
		});
	}

	@Test
	void withoutTelemetryReportsAreIgnored() {
		this.runner.withPropertyValues("gateway.telemetry.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(UserTelemetry.class)
				.doesNotHaveBean(DemandEndpoint.class);
			assertThat(context.getBean(ReportListener.class)).isSameAs(ReportListener.NONE);
		});
	}

	@Test
	void pinsAllDefaults() {
		this.runner.run((context) -> assertThat(context.getBean(TelemetryProperties.class))
			.isEqualTo(new TelemetryProperties(true, null, List.of(), 20, 10_000, Duration.ofSeconds(30),
					Duration.ofMinutes(3), Duration.ofSeconds(15), 10, Duration.ofMillis(80))));
	}

	@ParameterizedTest
	@CsvSource({ "salt, too short", "max-networks, -1", "max-users, 0", "min-interval, -1s", "window, 30s",
			"review-interval, 0s", "min-users, 0", "far-above, -1ms", "databases, /nowhere/asn.mmdb" })
	void namesThePropertyThatIsWrong(String property, String value) {
		this.runner.withPropertyValues("gateway.telemetry." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("gateway.telemetry." + property + ": "));
	}

	@Test
	void printsNoSalt() {
		this.runner.withPropertyValues("gateway.telemetry.salt=a salt that is a secret")
			.run((context) -> assertThat(context.getBean(TelemetryProperties.class).toString())
				.doesNotContain("a salt that is a secret"));
	}

}
