package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;

/**
 * What becomes of what a client sends beyond a rate: it is told once, and let go when it
 * goes on regardless. Knows no clock; confined to the connection's event loop.
 */
final class Excess {

	/** An excess is over when this time has passed without it. */
	private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How long an excess is borne. */
	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** Whether there ever was an excess. */
	private boolean exceeded;

	private long sinceNanos;

	private long lastNanos;

	/** Decides about what has arrived. */
	Verdict judge(boolean within, long nowNanos) {
		if (within) {
			return Verdict.SERVE;
		}
		boolean first = !this.exceeded || nowNanos - this.lastNanos >= CALM_NANOS;
		this.exceeded = true;
		this.lastNanos = nowNanos;
		if (first) {
			this.sinceNanos = nowNanos;
			return Verdict.WARN;
		}
		return (nowNanos - this.sinceNanos >= PATIENCE_NANOS) ? Verdict.CLOSE : Verdict.IGNORE;
	}

	/**
	 * What becomes of it.
	 */
	enum Verdict {

		/** It is within the rate. */
		SERVE,

		/** An excess begins with it: the client is told. */
		WARN,

		/** The client was told. */
		IGNORE,

		/** The client was told and goes on. */
		CLOSE

	}

}
