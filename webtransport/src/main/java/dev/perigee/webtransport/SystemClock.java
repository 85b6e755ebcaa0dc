package dev.perigee.webtransport;

/**
 * The one place that reads the clock.
 */
final class SystemClock {

	private SystemClock() {
	}

	static long epochSeconds() {
		return System.currentTimeMillis() / 1000;
	}

}
