package dev.perigee.gateway.ws;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of the WebSocket endpoint.
 *
 * @param path where the endpoint is
 * @param maxMessage the longest message, of one or more frames, that is read
 * @param pingAfter a connection that is silent for this time is pinged; after twice this
 * time it is closed
 * @param closeTimeout how long to wait for the client's answer to a close
 */
@ConfigurationProperties("gateway.ws")
record WebSocketProperties(@DefaultValue("/rt") String path, @DefaultValue("256KB") DataSize maxMessage,
		@DefaultValue("20s") Duration pingAfter, @DefaultValue("2s") Duration closeTimeout) {

	/** The longest length of a frame: a varint up to 2^30. */
	private static final int MAX_LENGTH_BYTES = 4;

	WebSocketProperties {
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("gateway.ws.path: must begin with '/', was '" + path + "'");
		}
		if (maxMessage.toBytes() < 1024 || maxMessage.toMegabytes() > 16) {
			throw new IllegalArgumentException("gateway.ws.max-message: 1KB to 16MB expected, was " + maxMessage);
		}
		if (pingAfter.toMillis() < 1) {
			throw new IllegalArgumentException("gateway.ws.ping-after: at least 1ms expected, was " + pingAfter);
		}
		if (closeTimeout.isNegative()) {
			throw new IllegalArgumentException("gateway.ws.close-timeout: 0 or more expected, was " + closeTimeout);
		}
	}

	/**
	 * Checks that a frame of the longest kind has a place in a message.
	 * @param maxFrame {@code gateway.limits.max-frame}
	 * @throws InvalidConfigurationPropertyValueException when it has not
	 */
	void requirePlaceFor(DataSize maxFrame) {
		long needed = maxFrame.toBytes() + MAX_LENGTH_BYTES;
		if (this.maxMessage.toBytes() < needed) {
			throw new InvalidConfigurationPropertyValueException("gateway.ws.max-message", this.maxMessage,
					"at least " + needed + "B expected: gateway.limits.max-frame (" + maxFrame + ") and its length");
		}
	}

}
