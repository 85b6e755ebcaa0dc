package dev.perigee.webtransport;

/**
 * The peer allows no further stream of this type for now. It may once others are closed.
 */
public final class StreamLimitException extends WebTransportException {

	StreamLimitException(String type) {
		super("The peer allows no further " + type + " stream now", null);
	}

}
