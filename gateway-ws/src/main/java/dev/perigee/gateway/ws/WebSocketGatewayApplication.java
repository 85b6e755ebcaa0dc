package dev.perigee.gateway.ws;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * The regional WebSocket gateway.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSocketProperties.class)
public class WebSocketGatewayApplication {

	/**
	 * Starts the service.
	 * @param arguments Spring properties
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(WebSocketGatewayApplication.class, arguments);
	}

}
