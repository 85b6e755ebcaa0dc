package dev.perigee.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.perigee.protocol.Limits;

/**
 * Spreads the sessions of a gateway that died over time, so that they do not all come at
 * once: each waits a random part of the time that the gateway it goes to needs for all of
 * them ({@code protocol/README.md}, "When a gateway dies").
 */
final class AttachSpread {

	private static final int FULL_LOAD = 255;

	/**
	 * A crowd that is taken in this time needs no spreading: it would wait no longer for
	 * its turn.
	 */
	private static final Duration NEGLIGIBLE = Duration.ofMillis(100);

	/**
	 * How much of the rate the crowd fills on average. Random arrivals bunch, and what
	 * comes beyond the rate in a second is refused.
	 */
	private static final double SHARE = 0.8;

	private final RandomGenerator random;

	AttachSpread(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Draws how long this client waits before it attaches.
	 * @param lost what the gateway that died had announced
	 * @param load its last load, 0 to 255
	 * @param perSecond how many such clients the gateway to go to takes in a second; 0
	 * when it has not said
	 * @return 0 up to the bound
	 */
	Duration delay(Limits lost, int load, int perSecond) {
		return Duration.ofNanos((long) (this.random.nextDouble() * bound(lost, load, perSecond).toNanos()));
	}

	/**
	 * Returns the time over which the sessions come.
	 * @param lost what the gateway that died had announced
	 * @param load its last load, 0 to 255
	 * @param perSecond how many of them the gateway to go to takes in a second
	 * @return zero for a small crowd, and when the gateways have not said enough
	 */
	static Duration bound(Limits lost, int load, int perSecond) {
		if (perSecond == 0) {
			return Duration.ZERO;
		}
		double orphans = (double) load / FULL_LOAD * lost.maxSessions();
		Duration bound = Duration.ofMillis((long) (1_000 * orphans / (SHARE * perSecond)));
		return (bound.compareTo(NEGLIGIBLE) <= 0) ? Duration.ZERO : bound;
	}

}
