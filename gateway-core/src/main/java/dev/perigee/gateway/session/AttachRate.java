package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;

/**
 * How many sessions may come in a second. Half of the burst is kept for those that come
 * back: newcomers never starve a failover. Those who are refused are told times one after
 * another, so that they don't come together again. Safe for use by several threads.
 */
public final class AttachRate {

	private static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final int perSecond;

	private final long costNanos;

	/** Guarded by this. */
	private final TokenBucket bucket;

	/** The time that was told last; guarded by this. */
	private long promisedNanos;

	/**
	 * Creates a full allowance.
	 * @param perSecond how many, on average and at once
	 * @param nowNanos now
	 */
	public AttachRate(int perSecond, long nowNanos) {
		this.perSecond = perSecond;
		this.costNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.bucket = new TokenBucket(perSecond, perSecond, nowNanos);
		this.promisedNanos = nowNanos;
	}

	/**
	 * Asks for one attach.
	 * @param resumes whether the session was attached before
	 * @param nowNanos now
	 * @return 0 when it may be, else after which time it may be tried again
	 */
	synchronized long delayNanos(boolean resumes, long nowNanos) {
		if (this.bucket.take(nowNanos, resumes ? 0 : this.perSecond / 2)) {
			return 0;
		}
		long delayNanos = Math.max(this.promisedNanos - nowNanos, 0) + this.costNanos;
		delayNanos = Math.min(delayNanos, MAX_DELAY_NANOS);
		this.promisedNanos = nowNanos + delayNanos;
		return delayNanos;
	}

}
