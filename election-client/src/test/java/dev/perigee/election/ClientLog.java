package dev.perigee.election;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The log of the client, which thousands of them would fill.
 */
final class ClientLog {

	private ClientLog() {
	}

	/** Sets a level; {@code null} for that of before. */
	static void level(@Nullable LogLevel level) {
		LoggingSystem.get(ClientLog.class.getClassLoader()).setLogLevel("dev.perigee", level);
	}

}
