package dev.perigee.gateway.test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.perigee.gateway.metrics.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway service in this JVM, on ports of its own.
 */
public final class GatewayProcess implements AutoCloseable {

	/** Clients of tests are in a hurry, and all have one address. */
	private static final List<String> DEFAULTS = List.of("server.port=0", "management.server.port=0",
			"server.address=127.0.0.1", "management.server.address=127.0.0.1", "server.shutdown=immediate",
			"gateway.auth.secret=" + Tokens.SECRET, "nats.spring.server=nats://127.0.0.1:1", "logging.level.root=WARN",
			"election.enabled=false", "gateway.wt.port=0", "gateway.wt.host=127.0.0.1",
			"gateway.limits.frames-per-second=100000", "gateway.limits.bytes-per-second=100MB",
			"gateway.limits.handshakes-per-address=1000");

	private final ConfigurableApplicationContext context;

	private GatewayProcess(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts a service.
	 * @param application its main class
	 * @param properties {@code name=value}, over those of all tests
	 */
	public static GatewayProcess start(Class<?> application, String... properties) {
		Map<String, String> all = new LinkedHashMap<>();
		Stream.concat(DEFAULTS.stream(), Arrays.stream(properties))
			.forEach((property) -> all.put(property.substring(0, property.indexOf('=')), property));
		return new GatewayProcess(new SpringApplicationBuilder(application)
			.run(all.values().stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int httpPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public double counter(GatewayMeter meter, String tag, Enum<?> value) {
		return bean(MeterRegistry.class).get(meter.meterName()).tag(tag, value.name()).counter().count();
	}

	public double gauge(GatewayMeter meter) {
		return bean(MeterRegistry.class).get(meter.meterName()).gauge().value();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
