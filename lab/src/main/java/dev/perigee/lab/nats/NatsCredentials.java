package dev.perigee.lab.nats;

import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The passwords of a supercluster's users.
 *
 * @param gatewayPassword password of {@link #GATEWAY_USER}
 * @param systemPassword password of {@link #SYSTEM_USER}
 */
public record NatsCredentials(String gatewayPassword, String systemPassword) {

	/** The user that gateways are, in the account of the application. */
	public static final String GATEWAY_USER = "gateway";

	/**
	 * The user of the system account, which sees events and statistics of all servers.
	 */
	public static final String SYSTEM_USER = "system";

	private static final int PASSWORD_BYTES = 16;

	/**
	 * Draws passwords.
	 * @param random a cryptographically strong source
	 * @return the credentials
	 */
	public static NatsCredentials generate(RandomGenerator random) {
		return new NatsCredentials(password(random), password(random));
	}

	private static String password(RandomGenerator random) {
		byte[] bytes = new byte[PASSWORD_BYTES];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/** The server parses the values as configuration, hence the quotes inside. */
	Map<String, String> environment() {
		return Map.of("NATS_APP_PASSWORD", '"' + this.gatewayPassword + '"', "NATS_SYSTEM_PASSWORD",
				'"' + this.systemPassword + '"');
	}

	@Override
	public String toString() {
		return "NatsCredentials[secret]";
	}

}
