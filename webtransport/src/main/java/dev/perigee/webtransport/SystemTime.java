package dev.perigee.webtransport;

/**
 * The one place that reads the clock.
 */
final class SystemTime {

	private SystemTime() {
	}

	static long epochSeconds() {
		return System.currentTimeMillis() / 1000;
	}

}
