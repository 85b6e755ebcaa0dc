package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;

/**
 * A rate limit: {@code ratePerSecond} on average, {@code burst} at once. Knows no clock;
 * confined to its owner's event loop.
 */
final class TokenBucket {

	/** A token, in the unit of the fields below: then any rate is exact. */
	private static final long TOKEN = TimeUnit.SECONDS.toNanos(1);

	/** What is more is as good as no limit, and would overflow. */
	private static final long MAX_BURST = Long.MAX_VALUE / 4 / TOKEN;

	private final long ratePerSecond;

	private final long capacity;

	private final long fullAfterNanos;

	private long available;

	private long filledNanos;

	TokenBucket(long ratePerSecond, long burst, long nowNanos) {
		this.ratePerSecond = ratePerSecond;
		this.capacity = Math.min(burst, MAX_BURST) * TOKEN;
		this.fullAfterNanos = this.capacity / ratePerSecond + 1;
		this.available = this.capacity;
		this.filledNanos = nowNanos;
	}

	/**
	 * Takes one token.
	 * @return {@code false} when there is none
	 */
	boolean take(long nowNanos) {
		return take(nowNanos, 0);
	}

	/**
	 * Takes one token, unless fewer than {@code reserve} would be left.
	 * @return {@code false} when it takes none
	 */
	boolean take(long nowNanos, int reserve) {
		fill(nowNanos);
		if (this.available < TOKEN * (1 + reserve)) {
			return false;
		}
		this.available -= TOKEN;
		return true;
	}

	/**
	 * Takes what has been used already, if need be in advance of what is still to come,
	 * up to one burst.
	 * @return whether something was left for it
	 */
	boolean spend(long nowNanos, long amount) {
		fill(nowNanos);
		boolean within = this.available > 0;
		this.available = Math.max(-this.capacity, this.available - amount * TOKEN);
		return within;
	}

	private void fill(long nowNanos) {
		long elapsedNanos = Math.min(nowNanos - this.filledNanos, 2 * this.fullAfterNanos);
		this.available = Math.min(this.capacity, this.available + elapsedNanos * this.ratePerSecond);
		this.filledNanos = nowNanos;
	}

}
