package dev.perigee.gateway;

import java.util.function.LongSupplier;

/**
 * The one place that reads the machine's monotonic clock.
 */
public final class MonotonicClock implements LongSupplier {

	/**
	 * Returns nanoseconds since an arbitrary origin; only differences mean something.
	 */
	@Override
	public long getAsLong() {
		return System.nanoTime();
	}

}
