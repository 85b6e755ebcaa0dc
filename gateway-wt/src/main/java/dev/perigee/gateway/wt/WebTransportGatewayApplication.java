package dev.perigee.gateway.wt;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts the gateway: WebTransport over UDP, Actuator over TCP.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class WebTransportGatewayApplication {

	/**
	 * Runs until it is told to stop.
	 * @param args Spring properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(WebTransportGatewayApplication.class, args);
	}

}
