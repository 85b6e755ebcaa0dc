package dev.perigee.gateway.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.actuate.DrainEndpoint;
import dev.perigee.gateway.actuate.GatewayEndpoint;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.nats.NatsProperties;
import dev.perigee.gateway.test.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class GatewayAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				GatewayAutoConfiguration.class, NatsAutoConfiguration.class))
		.withPropertyValues("nats.spring.server=nats://127.0.0.1:1");

	@Test
	void startsWithoutNats() {
		this.runner.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET).run((context) -> {
			assertThat(context).hasSingleBean(ConnectionAcceptor.class);
			assertThat(context.getBean(GatewayEndpoint.class).overview().nodes()).hasSize(1);
		});
	}

	@Test
	void everyMeterSaysInWhichRegionTheGatewayStands() {
		this.runner.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET, "gateway.region=frankfurt")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters()).isNotEmpty()
				.allSatisfy((meter) -> assertThat(meter.getId().getTag("gateway.region")).isEqualTo("frankfurt")));
	}

	@Test
	void pinsAllDefaults() {
		this.runner.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET, "nats.spring.server=nats://127.0.0.1:1")
			.run((context) -> {
				assertThat(context.getBean(GatewayProperties.class))
					.isEqualTo(new GatewayProperties("local", null, null, null, List.of("*"),
							new GatewayProperties.Auth(Tokens.SECRET, null, null, Duration.ofMinutes(5),
									Duration.ofSeconds(1), null, null, null, Duration.ofSeconds(30)),
							new GatewayProperties.ClientLimits(DataSize.ofKilobytes(64), 64, 50, 10_000, 40_000, 500,
									2_000, 1000, 500, 1000, 2000, 100, 1000, DataSize.ofMegabytes(2), 50,
									DataSize.ofMegabytes(1), Duration.ofSeconds(10)),
							new GatewayProperties.Session(Duration.ofSeconds(10), Duration.ofHours(24),
									Duration.ofSeconds(5), DataSize.ofKilobytes(512), Duration.ofSeconds(10),
									DataSize.ofKilobytes(32), Duration.ofSeconds(1)),
							new GatewayProperties.Room(Duration.ofSeconds(30), DataSize.ofMegabytes(1),
									Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(1)),
							new GatewayProperties.Cluster(Duration.ofSeconds(1), Duration.ofSeconds(3),
									Duration.ofMinutes(5), Duration.ofMillis(5)),
							new GatewayProperties.Drain(Duration.ofSeconds(30), Duration.ofSeconds(5)),
							new GatewayProperties.Memory(null)));
				assertThat(context.getBean(NatsProperties.class))
					.isEqualTo(new NatsProperties(List.of("nats://127.0.0.1:1"), null, null, null, null, null, null,
							"_INBOX.", Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofSeconds(2),
							DataSize.ofBytes(0), 65_536));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					a=b | None of gateway.auth.secret
					gateway.auth.secret=short | gateway.auth.secret: at least 32 bytes expected, it has 5
					gateway.auth.secret=s,gateway.auth.jwk-set-uri=http://x | gateway.auth.secret and gateway.auth.jwk-set-uri are set
					gateway.auth.jwk-set-uri=http://127.0.0.1:1/ | gateway.auth.resume-secret: at least 32 bytes expected, it is not set
					gateway.auth.public-key=file:missing.pem | gateway.auth.public-key: URL [file:missing.pem] can't be read
					""")
	void saysWhatToDoAboutKeys(String properties, String description) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> {
			assertThat(context).getFailure().rootCause().isNotNull();
			FailureAnalysis analysis = new InvalidAuthFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).startsWith(description);
			assertThat(analysis.getAction()).containsAnyOf("gateway.auth.", "openssl");
		});
	}

	@Test
	void theProfileDevMakesASecretAndSaysSo(CapturedOutput output) {
		this.runner.withPropertyValues("spring.profiles.active=dev").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("gateway.auth.secret is not set: profile 'dev' made one");
		});
	}

	@Test
	void warnsOnceOfWhatIsInsecure(CapturedOutput output) {
		this.runner.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET)
			.run((context) -> assertThat(output.getOut()).containsOnlyOnce("gateway.auth.issuer is not set")
				.containsOnlyOnce("gateway.auth.audience is not set")
				.containsOnlyOnce("gateway.allowed-origins lets"));
	}

	@Test
	void warnsOfNothingThatIsSoundOrForDevelopment(CapturedOutput output) {
		this.runner.withPropertyValues("spring.profiles.active=dev")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET, "gateway.auth.issuer=me",
					"gateway.auth.audience=perigee", "gateway.allowed-origins=https://app.example.com")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("gateway.auth.issuer", "gateway.auth.audience", "gateway.allowed-origins");
	}

	@ParameterizedTest
	@CsvSource({ "gateway.region, a b", "gateway.public-websocket-url, http://x/rt",
			"gateway.public-webtransport-url, wss://x/rt", "gateway.limits.max-frame, 1MB",
			"gateway.limits.max-unfinished, 64KB", "gateway.session.max-batch, 2MB", "gateway.session.max-queue, 128KB",
			"gateway.limits.max-rooms, 0", "gateway.session.max-batch, 3MB", "gateway.session.max-queue, 2MB",
			"gateway.session.max-queue-age, 30s", "gateway.memory.max, 1MB", "gateway.cluster.dead-after, 1s",
			"gateway.room.sync-timeout, 0s", "nats.spring.username, me", "nats.spring.max-pending-messages, 0" })
	void namesThePropertyThatIsWrong(String property, String value) {
		this.runner.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET, property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property)
				.hasMessageContaining("expected"));
	}

	@Test
	void aGetDrainsOnlyWhereAPostMay() {
		this.runner.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class))
			.withPropertyValues("gateway.auth.secret=" + Tokens.SECRET, "management.endpoint.drain.access=READ_ONLY")
			.run((context) -> {
				DrainEndpoint endpoint = context.getBean(DrainEndpoint.class);
				assertThatExceptionOfType(InvalidEndpointRequestException.class)
					.isThrownBy(() -> endpoint.beginByGet(Duration.ofSeconds(1)))
					.withMessageContaining("READ_ONLY");
				assertThat(endpoint.status().draining()).isFalse();
			});
	}

	@Test
	void printsNoSecrets() {
		assertThat(new GatewayProperties.Auth(Tokens.SECRET, null, null, Duration.ZERO.plusSeconds(1),
				Duration.ofSeconds(1), "resume " + Tokens.SECRET, null, null, Duration.ZERO)
			.toString()).doesNotContain(Tokens.SECRET);
		assertThat(new NatsProperties(List.of("nats://me:p@ss@nats-1:4222", "tls://nats-2:4222"), null, "user", "pass",
				"token", null, null, "_INBOX.", Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofSeconds(2),
				DataSize.ofBytes(0), 1))
			.hasToString("NatsProperties[server=[nats://***@nats-1:4222, tls://nats-2:4222], username=user, "
					+ "sslBundle=null]");
	}

}
