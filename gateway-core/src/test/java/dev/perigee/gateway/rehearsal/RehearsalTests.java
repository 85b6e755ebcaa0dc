package dev.perigee.gateway.rehearsal;

import dev.perigee.gateway.autoconfigure.GatewayAutoConfiguration;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.session.SessionEnvironment;
import dev.perigee.gateway.test.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				GatewayAutoConfiguration.class, NatsAutoConfiguration.class))
		.withPropertyValues("nats.spring.server=nats://127.0.0.1:1", "gateway.auth.secret=" + Tokens.SECRET);

	@Test
	void playsAFailoverToItsEnd() {
		this.runner.run((context) -> {
			int replayed = Rehearsal.MESSAGES;
			assertThat(new Rehearsal(context.getBean(SessionEnvironment.class)).run())
				.isEqualTo(3 * 2 * Rehearsal.MESSAGES + replayed);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway.auth.issuer=https://issuer.example", "gateway.auth.audience=gateways" })
	void makesTokensAsTheyAreWanted(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(new Rehearsal(context.getBean(SessionEnvironment.class)).run())
				.isGreaterThan(3 * 2 * Rehearsal.MESSAGES));
	}

	@Test
	void leavesNoTrace() {
		this.runner.run((context) -> {
			SessionEnvironment environment = context.getBean(SessionEnvironment.class);
			assertThat(environment.sessions().connections()).isZero();
			assertThat(environment.rooms().size()).isZero();
			assertThat(context.getBean(MeterRegistry.class).getMeters()).filteredOn(RehearsalTests::isOfClients)
				.allSatisfy((meter) -> assertThat(count(meter)).as("%s", meter.getId()).isZero());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway.limits.frames-per-second=1", "gateway.limits.requests-per-second=1",
			"gateway.limits.attaches-per-second=1", "gateway.limits.activates-per-second=1",
			"gateway.limits.max-probes-per-second=1", "gateway.limits.connections-per-address=1",
			"gateway.limits.bytes-per-second=1KB", "gateway.limits.max-rooms=1" })
	void tightLimitsMakeItShorterAndNothingElse(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	/** All but what the missing NATS server brings about. */
	private static boolean isOfClients(Meter meter) {
		return (meter instanceof Counter || meter instanceof Timer)
				&& !meter.getId().getName().startsWith("perigee.gateway.bus.");
	}

	private static double count(Meter meter) {
		return (meter instanceof Timer timer) ? timer.count() : ((Counter) meter).count();
	}

}
