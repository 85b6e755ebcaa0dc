package dev.perigee.election.probe;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What is heard on a connection, and what is waited for. All traffic is a probe: a frame
 * that asks for an answer begins a wait (like the probe timeout of RFC 9002 section 6.2),
 * any frame that comes ends it, and where frames came densely their absence is noticed.
 * Not safe for use by several threads.
 */
final class LifeSigns {

	/** How many times the usual gap between two frames is a surprise. */
	private static final int SURPRISE = 8;

	/** A pause is a pause: longer ones say no more. */
	private static final long LONGEST_GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private long heardNanos = Silence.NEVER;

	private long awaitedNanos = Silence.NEVER;

	private @Nullable MovingAverage gap;

	/**
	 * Something was sent that will be answered.
	 * @return whether the wait begins with it
	 */
	boolean sent(long nowNanos) {
		if (this.awaitedNanos != Silence.NEVER) {
			return false;
		}
		this.awaitedNanos = nowNanos;
		return true;
	}

	/** A frame that nobody asked for has arrived. */
	void heard(long arrivalNanos) {
		long gapNanos = alive(arrivalNanos);
		if (gapNanos >= 0) {
			this.gap = (this.gap != null) ? this.gap.with(gapNanos) : new MovingAverage(gapNanos);
		}
	}

	/**
	 * A probe was answered. How often is up to this side, so it does not make the path a
	 * busy one: else the answers to a burst would be missed in turn, and ask for another.
	 */
	void echoed(long arrivalNanos) {
		long gapNanos = alive(arrivalNanos);
		if (this.gap != null && gapNanos > this.gap.value()) {
			this.gap = this.gap.with(gapNanos);
		}
	}

	/** Returns the time since the last sign of life, negative if this is the first. */
	private long alive(long arrivalNanos) {
		long gapNanos = (this.heardNanos == Silence.NEVER) ? -1
				: Math.min(arrivalNanos - this.heardNanos, LONGEST_GAP_NANOS);
		this.heardNanos = arrivalNanos;
		this.awaitedNanos = Silence.NEVER;
		return gapNanos;
	}

	/** Returns when the silence is worth a question, if it lasts until then. */
	long doubtfulNanos(EchoWatch watch) {
		long missedNanos = (this.gap == null) ? Silence.NEVER
				: this.heardNanos + Math.max(Math.round(SURPRISE * this.gap.value()), watch.slackNanos());
		return Math.min(after(this.awaitedNanos, watch.timeoutNanos()), missedNanos);
	}

	/**
	 * Returns when the silence began: with the first frame that should have come, or been
	 * answered. {@link Silence#NEVER} while no answer is due.
	 */
	long silentSinceNanos() {
		if (this.awaitedNanos == Silence.NEVER || this.gap == null) {
			return this.awaitedNanos;
		}
		return Math.min(this.awaitedNanos, this.heardNanos + Math.round(this.gap.value()));
	}

	static long after(long nanos, long delayNanos) {
		return (nanos == Silence.NEVER) ? nanos : nanos + delayNanos;
	}

}
