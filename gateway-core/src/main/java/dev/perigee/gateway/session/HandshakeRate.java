package dev.perigee.gateway.session;

/**
 * How many clients may begin a handshake in a second, the dearest thing that a stranger
 * can ask for. Safe for use by several threads.
 */
public final class HandshakeRate {

	/** Guarded by this. */
	private final TokenBucket bucket;

	/**
	 * Creates a full allowance.
	 * @param perSecond how many, on average and at once
	 * @param nowNanos now
	 */
	public HandshakeRate(int perSecond, long nowNanos) {
		this.bucket = new TokenBucket(perSecond, perSecond, nowNanos);
	}

	synchronized boolean take(long nowNanos) {
		return this.bucket.take(nowNanos);
	}

}
