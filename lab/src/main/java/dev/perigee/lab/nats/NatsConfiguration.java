package dev.perigee.lab.nats;

import java.nio.file.Path;

/**
 * Writes what a nats-server reads at its start. Thread-safe.
 */
@FunctionalInterface
public interface NatsConfiguration {

	/**
	 * Writes the configuration of a server.
	 * @param server its name and addresses, and those of its peers
	 * @param home an existing directory with its keys and certificates, where it may
	 * write
	 * @return the text of its configuration file
	 */
	String of(ServerConfig server, Path home);

	/**
	 * Fills in a template with the placeholders of {@code nats-config}.
	 * @param template the template
	 * @return a configuration that differs from server to server in names and addresses
	 * only
	 */
	static NatsConfiguration from(ConfigTemplate template) {
		return (server, home) -> template.render(server.values(home, home));
	}

}
