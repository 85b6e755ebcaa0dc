package dev.perigee.election;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether a candidate is left out of every choice, because its gateway has said no or is
 * leaving, and until when. Confined to the client's loop.
 */
final class Exclusion {

	private final Loop loop;

	private long untilNanos;

	private boolean excluded;

	/** Set by {@link #giveUp}; counts while it is excluded. */
	private boolean givenUp;

	/** Set by {@link #drain}; counts while it is excluded. */
	private @Nullable Drain drained;

	private @Nullable String refusedToken;

	private long tokenRefusedUntilNanos;

	Exclusion(Loop loop) {
		this.loop = loop;
	}

	/** Leaves it out for a while, unless nobody else is left. */
	void exclude(Duration time) {
		long untilNanos = this.loop.nanos() + time.toNanos();
		if (!isExcluded() || untilNanos - this.untilNanos > 0) {
			this.untilNanos = untilNanos;
		}
		this.excluded = true;
	}

	/** Its gateways have said no for good, which counts for a while. */
	void giveUp(Duration time) {
		exclude(time);
		this.givenUp = true;
	}

	/**
	 * Its gateway is leaving, which counts for a while, but no longer than until clean
	 * echoes say that it has come back.
	 * @param link where it said so
	 */
	void drain(Link link, Duration time) {
		exclude(time);
		this.drained = new Drain(link, false);
	}

	/**
	 * Hears of an echo: a new process says with its first one that it is back, one that
	 * goes on after all by taking its flag back.
	 */
	void onEcho(Link link, boolean draining) {
		if (this.drained == null) {
			return;
		}
		if (draining) {
			this.drained = new Drain(link, true);
		}
		else if (this.drained.flagSeen() || this.drained.link() != link) {
			this.drained = null;
			this.excluded = this.givenUp;
		}
	}

	/** Remembers for a while which token its gateways do not take. */
	void refuseToken(@Nullable String token, Duration time) {
		this.refusedToken = token;
		this.tokenRefusedUntilNanos = this.loop.nanos() + time.toNanos();
	}

	boolean hasRefused(String token) {
		return token.equals(this.refusedToken) && this.tokenRefusedUntilNanos - this.loop.nanos() > 0;
	}

	boolean isExcluded() {
		this.excluded = this.excluded && this.untilNanos - this.loop.nanos() > 0;
		this.givenUp = this.givenUp && this.excluded;
		return this.excluded;
	}

	boolean hasGivenUp() {
		return isExcluded() && this.givenUp;
	}

	/** A {@code GOAWAY}: where it came from, and whether echoes have said so as well. */
	private record Drain(Link link, boolean flagSeen) {
	}

}
