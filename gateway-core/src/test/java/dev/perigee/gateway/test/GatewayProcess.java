package dev.perigee.gateway.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.perigee.gateway.metrics.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway service in this JVM, on ports of its own.
 */
public final class GatewayProcess implements AutoCloseable {

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
		List<String> arguments = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"server.shutdown=immediate", "gateway.auth.secret=" + Tokens.SECRET,
				"nats.spring.server=nats://127.0.0.1:1", "logging.level.root=WARN", "election.enabled=false",
				"gateway.wt.port=0", "gateway.wt.host=127.0.0.1"));
		arguments.addAll(Arrays.asList(properties));
		return new GatewayProcess(new SpringApplicationBuilder(application)
			.run(arguments.stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int httpPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
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
