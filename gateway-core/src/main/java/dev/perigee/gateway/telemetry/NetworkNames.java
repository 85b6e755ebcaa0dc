package dev.perigee.gateway.telemetry;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Tells the networks of clients apart without saying who is in them. Safe for use by
 * several threads.
 */
@FunctionalInterface
public interface NetworkNames {

	/** The name of a network that nothing is known of. */
	String UNKNOWN = "unknown";

	/** The name of all networks that have no name of their own. */
	String OTHER = "other";

	/**
	 * Names the network of an address. Never fails.
	 * @param address a client's address, which is not kept
	 * @return a short name that doesn't lead back to the address
	 */
	String name(InetAddress address);

	/**
	 * Chooses how networks are named: by databases, if there are any, else by their
	 * prefixes.
	 * @param properties the files, the salt
	 * @param random makes a salt when there is none
	 * @param clock tells the day
	 * @return the names
	 * @throws java.io.UncheckedIOException when a database can't be read
	 */
	static NetworkNames create(TelemetryProperties properties, RandomGenerator random, InstantSource clock) {
		if (!properties.databases().isEmpty()) {
			return DatabaseNames.open(properties.databases());
		}
		byte[] salt = new byte[32];
		random.nextBytes(salt);
		return new PrefixNames((properties.salt() != null) ? properties.salt().getBytes(StandardCharsets.UTF_8) : salt,
				clock);
	}

}
