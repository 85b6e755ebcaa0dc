package dev.perigee.election;

import java.util.function.LongSupplier;

/**
 * The one place where the client reads the machine's monotonic clock.
 */
final class NanoClock {

	private NanoClock() {
	}

	static LongSupplier system() {
		return System::nanoTime;
	}

}
