package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;

/**
 * A rate limit: {@code ratePerSecond} on average, {@code burst} at once. Knows no clock;
 * confined to its owner's event loop.
 */
final class TokenBucket {

	private final long capacityNanos;

	private final long costNanos;

	private long availableNanos;

	private long filledNanos;

	TokenBucket(long ratePerSecond, long burst, long nowNanos) {
		this.costNanos = TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
		this.capacityNanos = this.costNanos * burst;
		this.availableNanos = this.capacityNanos;
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
		if (this.availableNanos < this.costNanos * (1 + reserve)) {
			return false;
		}
		this.availableNanos -= this.costNanos;
		return true;
	}

	/**
	 * Takes what has been used already, if need be in advance of what is still to come,
	 * up to one burst.
	 * @return whether something was left for it
	 */
	boolean spend(long nowNanos, long amount) {
		fill(nowNanos);
		boolean within = this.availableNanos > 0;
		this.availableNanos = Math.max(-this.capacityNanos, this.availableNanos - amount * this.costNanos);
		return within;
	}

	private void fill(long nowNanos) {
		this.availableNanos = Math.min(this.capacityNanos, this.availableNanos + nowNanos - this.filledNanos);
		this.filledNanos = nowNanos;
	}

}
