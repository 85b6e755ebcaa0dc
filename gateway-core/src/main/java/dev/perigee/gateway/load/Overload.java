package dev.perigee.gateway.load;

import java.util.concurrent.TimeUnit;

/**
 * Whether a node says that it is overloaded: only after it has been full for a while, and
 * until it has not been nearly full for longer, so that a crowd is not sent to and fro.
 * Immutable.
 *
 * @param on whether it says so
 * @param sinceNanos since when the load has asked for what is said now
 */
record Overload(boolean on, long sinceNanos) {

	/** 90 %. */
	private static final int FULL = 230;

	/** 75 %. */
	private static final int RELIEVED = 191;

	private static final long ON_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final long OFF_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

	/**
	 * Takes the load of a moment.
	 * @param load 0 to 255
	 * @param nowNanos the moment
	 * @return what is said from then on
	 */
	Overload next(int load, long nowNanos) {
		boolean asksForChange = this.on ? load < RELIEVED : load >= FULL;
		if (!asksForChange) {
			return new Overload(this.on, nowNanos);
		}
		long dwellNanos = this.on ? OFF_AFTER_NANOS : ON_AFTER_NANOS;
		return (nowNanos - this.sinceNanos >= dwellNanos) ? new Overload(!this.on, nowNanos) : this;
	}

}
