package dev.perigee.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application that has the starter and four lines of configuration.
 */
@SpringBootApplication(proxyBeanMethods = false)
class SampleClientApplication {

	/**
	 * Starts the application.
	 * @param args properties as {@code --name=value}
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleClientApplication.class, args);
	}

}
