package dev.perigee.webtransport;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that this library fails with. Each subclass is one thing a caller
 * may want to react to in its own way.
 */
public abstract class WebTransportException extends RuntimeException {

	WebTransportException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
