package dev.perigee.election.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.perigee.election.CandidateState;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ConnectionState;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientCustomizer;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.InvalidSettingException;
import dev.perigee.election.Snapshot;
import dev.perigee.election.TokenSupplier;
import dev.perigee.election.Verdict;
import dev.perigee.election.metrics.ElectionMetrics;
import dev.perigee.election.transport.LoopbackGateway;
import dev.perigee.election.transport.TestCertificate;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class ElectionClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ElectionClientAutoConfiguration.class,
				ElectionObservabilityAutoConfiguration.class))
		.withPropertyValues("election.auto-startup=false");

	private final ApplicationContextRunner configured = this.runner.withPropertyValues(
			"election.regions.us-east.websocket=wss://us-east.test/rt",
			"election.regions.us-east.webtransport=https://us-east.test/rt", "election.token=secret-token");

	@Test
	void makesAClientThatRunsWithTheApplication() {
		this.configured.run((context) -> {
			assertThat(context).hasSingleBean(ElectionClient.class).hasSingleBean(ElectionClientLifecycle.class);
			assertThat(context.getBean(ElectionClient.class).state()).isEqualTo(ConnectionState.IDLE);
		});
	}

	@Test
	void startDoesNotWaitForAConnectionAndTheClientClosesWithTheContext() {
		this.configured
			.withPropertyValues("election.auto-startup=true", "election.regions.us-east.websocket=ws://127.0.0.1:1/rt",
					"election.regions.us-east.webtransport=")
			.run((context) -> {
				ElectionClient client = context.getBean(ElectionClient.class);
				context.close();
				assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
			});
	}

	@Test
	void electsOverRealSocketsOfBothTransports() {
		TestCertificate certificate = TestCertificate.create();
		try (LoopbackGateway webSocket = LoopbackGateway.start(Transport.WEBSOCKET, certificate);
				LoopbackGateway webTransport = LoopbackGateway.start(Transport.WEBTRANSPORT, certificate)) {
			this.configured
				.withPropertyValues("election.auto-startup=true", "management.endpoints.web.exposure.include=election",
						"election.period=400ms", "election.interval=50ms",
						"election.regions.us-east.websocket=" + webSocket.uri(),
						"election.regions.us-east.webtransport=" + webTransport.uri(),
						"election.ssl.certificate-hashes=" + HexFormat.of().formatHex(certificate.sha256()))
				.run((context) -> {
					ElectionClient client = context.getBean(ElectionClient.class);
					client.start().block(Duration.ofSeconds(30));
					ElectionEndpoint.Report report = context.getBean(ElectionEndpoint.class)
						.election()
						.filter(ElectionClientAutoConfigurationTests::isSettled)
						.repeatWhenEmpty((empty) -> empty.delayElements(Duration.ofMillis(20)))
						.block(Duration.ofSeconds(20));
					assertThat(report.state().carriesTraffic()).isTrue();
					assertThat(report.standings().incumbent()).isPresent();
					assertThat(report.why()).contains("elected by");
					assertThat(report.lastElection().replay()).isEqualTo(report.lastElection().verdict());
				});
		}
	}

	private static boolean isSettled(ElectionEndpoint.Report report) {
		return report.state() == ConnectionState.CONNECTED && report.lastElection() != null
				&& report.lastElection().winner() != null
				&& report.standings()
					.standings()
					.stream()
					.allMatch((standing) -> standing.state() == CandidateState.USABLE);
	}

	@Test
	void staysAwayWhenDisabled() {
		this.runner.withPropertyValues("election.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ElectionClient.class));
	}

	@Test
	void tokenSupplierTakesThePlaceOfTheToken() {
		this.runner.withPropertyValues("election.regions.a.websocket=wss://a.test/rt")
			.withBean(TokenSupplier.class, () -> () -> Mono.just("fresh"))
			.run((context) -> assertThat(context).hasSingleBean(ElectionClient.class));
	}

	@Test
	void strategyBeanTakesThePlaceOfTheProperty() {
		assertThat(strategyOfAnElection(this.configured)).isEqualTo("adaptive");
		assertThat(strategyOfAnElection(this.configured.withPropertyValues("election.strategy=classic")))
			.isEqualTo("classic");
		assertThat(strategyOfAnElection(this.configured.withBean(ElectionStrategy.class, FixedStrategy::new)))
			.isEqualTo("fixed");
	}

	/** Nobody answers, so the election ends with a record that has no winner. */
	private static String strategyOfAnElection(ApplicationContextRunner runner) {
		List<String> strategy = new ArrayList<>();
		runner
			.withPropertyValues("election.period=50ms", "election.interval=50ms",
					"election.regions.us-east.websocket=ws://127.0.0.1:1/rt", "election.regions.us-east.webtransport=")
			.run((context) -> {
				ElectionClient client = context.getBean(ElectionClient.class);
				CompletableFuture<String> elected = client.events()
					.ofType(ConnectionEvent.Elected.class)
					.next()
					.map((event) -> event.record().strategy())
					.toFuture();
				client.start().onErrorComplete().subscribe();
				strategy.add(elected.get(10, TimeUnit.SECONDS));
			});
		return strategy.get(0);
	}

	@Test
	void customizersHaveTheLastWord() {
		ElectionClientCustomizer customizer = (builder) -> builder.interval(Duration.ZERO);
		this.configured.withBean(ElectionClientCustomizer.class, () -> customizer)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageStartingWith("election.interval"));
	}

	@Test
	void metersHealthAndEndpointComeIfTheApplicationHasWhatTheyTake() {
		this.configured
			.withPropertyValues("management.endpoints.web.exposure.include=election",
					"management.endpoints.jmx.exposure.include=election")
			.run((context) -> assertThat(context).hasSingleBean(ElectionMetrics.class)
				.hasBean("electionHealthIndicator")
				.hasSingleBean(ElectionEndpoint.class));
		this.configured
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate",
					"org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasSingleBean(ElectionClient.class)
				.doesNotHaveBean("electionHealthIndicator"));
	}

	@ParameterizedTest
	@MethodSource
	void badPropertyIsNamedWithARemedy(List<String> properties, String problem, String remedy) {
		this.configured.withPropertyValues(properties.toArray(String[]::new)).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new InvalidSettingFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(problem).doesNotContain("secret-token");
			assertThat(analysis.getAction()).contains(remedy);
		});
	}

	static Stream<Arguments> badPropertyIsNamedWithARemedy() {
		return Stream.of(Arguments.of(List.of("election.period=100ms"),
				"election.period: at least election.interval (PT0.2S) expected, was PT0.1S", "Raise election.period"),
				Arguments.of(List.of("election.interval=0s"), "election.interval: must be positive", "200ms"),
				Arguments.of(List.of("election.regions.a.websocket=https://a.test/rt"),
						"election.regions.a.websocket: 'https://a.test/rt' is no ws or wss URL", "wss://"),
				Arguments.of(List.of("election.regions.a.webtransport=wss://a.test/rt"),
						"election.regions.a.webtransport: 'wss://a.test/rt' is no https URL", "https://"),
				Arguments.of(List.of("election.ssl.certificate-hashes=zz"),
						"election.ssl.certificate-hashes: 64 hexadecimal digits expected, was 'zz'", "sha256sum"),
				Arguments.of(List.of("election.ssl.certificate-hashes=abcd"), "64 hexadecimal digits", "sha256sum"),
				Arguments.of(List.of("election.ssl.bundle=nope"),
						"election.ssl.bundle: there is no SSL bundle named 'nope'", "spring.ssl.bundle.pem.nope"),
				Arguments.of(List.of("election.outbox-size=3GB"), "election.outbox-size: less than 2GB expected",
						"1MB"),
				Arguments.of(List.of("election.strategy=adaptive", "election.adaptive.alpha=1"),
						"election.adaptive.alpha: more than 0 and less than 1 expected", "0.01"),
				Arguments.of(List.of("election.strategy=adaptive", "election.adaptive.epsilon=0s"),
						"election.adaptive.epsilon: must be positive", "5ms"),
				Arguments.of(List.of("election.preference.share=2"), "election.preference.share", "0.1"),
				Arguments.of(List.of("election.hysteresis.share=0"), "election.hysteresis.share", "0.667"),
				Arguments.of(List.of("election.moves.budget=-1"), "election.moves.budget", "4"),
				Arguments.of(List.of("election.moves.window=-1s"), "election.moves.window", "10m"),
				Arguments.of(List.of("election.load-penalty=-1ms"), "election.load-penalty", "10ms"), Arguments
					.of(List.of("election.max-concurrent-candidates=0"), "election.max-concurrent-candidates", "8"));
	}

	@Test
	void missingRegionsAndMissingTokenAreNamed() {
		this.runner.withPropertyValues("election.token=x", "election.regions.blank.websocket=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageStartingWith("election.regions"));
		this.runner.withPropertyValues("election.regions.a.websocket=wss://a.test/rt")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageStartingWith("election.token"));
	}

	@Test
	void defaultsArePinned() {
		ElectionClientProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
			.bindOrCreate("election", ElectionClientProperties.class);
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.autoStartup()).isTrue();
		assertThat(properties.regions()).isEmpty();
		assertThat(properties.token()).isNull();
		assertThat(properties.strategy()).isEqualTo(ElectionClientProperties.Strategy.ADAPTIVE);
		assertThat(properties.period()).isEqualTo(Duration.ofSeconds(3));
		assertThat(properties.interval()).isEqualTo(Duration.ofMillis(200));
		assertThat(properties.standbyInterval()).isEqualTo(Duration.ofSeconds(1));
		assertThat(properties.watchInterval()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.maxConcurrentCandidates()).isEqualTo(8);
		assertThat(properties.outboxSize()).isEqualTo(DataSize.ofMegabytes(1));
		assertThat(properties.adaptive().epsilon()).isEqualTo(Duration.ofMillis(5));
		assertThat(properties.adaptive().alpha()).isEqualTo(0.01);
		assertThat(properties.preference().share()).isEqualTo(0.1);
		assertThat(properties.preference().allowance()).isEqualTo(Duration.ofMillis(5));
		assertThat(properties.hysteresis().margin()).isEqualTo(Duration.ofMillis(10));
		assertThat(properties.hysteresis().share()).isEqualTo(0.667);
		assertThat(properties.hysteresis().dwell()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.loadPenalty()).isEqualTo(Duration.ofMillis(10));
		assertThat(properties.moves().budget()).isEqualTo(4);
		assertThat(properties.moves().window()).isEqualTo(Duration.ofMinutes(10));
		assertThat(properties.moves().probation()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.report().enabled()).isTrue();
		assertThat(properties.report().share()).isEqualTo(0.1);
		assertThat(properties.report().interval()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.discovery().enabled()).isTrue();
		assertThat(properties.discovery().allowedHosts()).isEmpty();
		assertThat(properties.ssl().bundle()).isNull();
		assertThat(properties.ssl().certificateHashes()).isEmpty();
	}

	private static final class FixedStrategy implements ElectionStrategy {

		@Override
		public String name() {
			return "fixed";
		}

		@Override
		public Map<String, String> parameters() {
			return Map.of();
		}

		@Override
		public Verdict decide(Snapshot snapshot) {
			return new Verdict.Decided(List.of(), List.of(), null);
		}

	}

}
