package dev.perigee.lab.demo;

import dev.perigee.election.ElectionClient;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * The user's application: the starter on its class path, {@code election.*} in its
 * configuration, and an {@link ElectionClient} to inject.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SampleApplication {

	/**
	 * Starts the application, and with it the client, unless its start is left to the
	 * caller.
	 * @param properties its configuration, {@code name=value}
	 * @return the running application
	 */
	static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(SampleApplication.class).properties(properties).run();
	}

}
