package dev.perigee.webtransport;

import java.util.Locale;

import io.netty.handler.codec.quic.QuicStreamType;

/**
 * The peer allows no further stream of this type for now. It may once others are closed.
 */
public final class StreamLimitException extends WebTransportException {

	StreamLimitException(QuicStreamType type) {
		super("The peer allows no further " + type.name().toLowerCase(Locale.ROOT) + " stream now", null);
	}

}
