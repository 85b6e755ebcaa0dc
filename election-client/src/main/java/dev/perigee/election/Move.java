package dev.perigee.election;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A planned move that is being prepared while the incumbent carries the traffic.
 *
 * @param target where to, or {@code null} for another gateway of the same address, else
 * whoever stands by
 * @param reason why
 * @param detail for a person, may be empty
 * @param fromNanos not before this time
 * @param untilNanos no longer wanted from this time on
 */
record Move(@Nullable Contender target, MoveReason reason, String detail, long fromNanos, long untilNanos) {

	/** What an election or the monitor found out is stale after this time. */
	static final Duration VALID = Duration.ofSeconds(30);

	/** To a candidate that was found to be better. */
	static Move to(Contender target, MoveReason reason, long nowNanos) {
		return new Move(target, reason, "", nowNanos, nowNanos + VALID.toNanos());
	}

	/** Away from a gateway that is leaving. */
	static Move away(MoveReason reason, String detail, long nowNanos, Duration delay, Duration deadline) {
		return new Move(null, reason, detail, nowNanos + delay.toNanos(), nowNanos + deadline.toNanos());
	}

	boolean isDue(long nowNanos) {
		return nowNanos - this.fromNanos >= 0;
	}

	/** Tells whether half of the time has gone in which it can be made. */
	boolean isUrgent(long nowNanos) {
		return nowNanos - this.fromNanos >= (this.untilNanos - this.fromNanos) / 2;
	}

	boolean isStale(long nowNanos) {
		return nowNanos - this.untilNanos >= 0;
	}

	/** Tells whether the traffic is where this move would bring it. */
	boolean isDoneBy(Contender incumbent) {
		return this.target == null || this.target == incumbent;
	}

}
