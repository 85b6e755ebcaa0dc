package dev.perigee.protocol;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What carries the frames.
 */
public enum Transport {

	/** RFC 6455 over TCP and TLS. */
	WEBSOCKET,

	/** WebTransport over HTTP/3 (QUIC). */
	WEBTRANSPORT;

	/**
	 * Returns the name in JSON, in configuration and as a meter's tag.
	 * @return {@code websocket} or {@code webtransport}
	 */
	@JsonValue
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Reads an {@link #id()}.
	 * @param id the name, in any case
	 * @return the transport
	 * @throws IllegalArgumentException when there is no such transport
	 */
	@JsonCreator
	public static Transport of(String id) {
		for (Transport transport : values()) {
			if (transport.id().equalsIgnoreCase(id)) {
				return transport;
			}
		}
		throw new IllegalArgumentException("transport: websocket or webtransport expected");
	}

}
