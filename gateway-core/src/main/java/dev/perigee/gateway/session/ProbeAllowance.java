package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;

/**
 * What becomes of each probe of a connection: those beyond the rate are not answered, and
 * a client that goes on beyond it is let go. Knows no clock; confined to the connection's
 * event loop.
 */
final class ProbeAllowance {

	/** An excess is over when this time has passed without it. */
	private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How long an excess is borne. */
	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final TokenBucket rate;

	/** Whether there ever was an excess. */
	private boolean exceeded;

	private long sinceNanos;

	private long lastNanos;

	ProbeAllowance(int ratePerSecond, long nowNanos) {
		this.rate = new TokenBucket(ratePerSecond, ratePerSecond, nowNanos);
	}

	/** Decides about a probe that has arrived. */
	Verdict take(long nowNanos) {
		if (this.rate.take(nowNanos)) {
			return Verdict.ANSWER;
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
	 * What becomes of a probe.
	 */
	enum Verdict {

		/** It is within the rate. */
		ANSWER,

		/** An excess begins with it: the client is told. */
		WARN,

		/** The client was told. */
		IGNORE,

		/** The client was told and goes on. */
		CLOSE

	}

}
