package dev.perigee.election.probe;

import java.util.concurrent.TimeUnit;

/**
 * What is heard on a connection, and what is waited for. All traffic is a probe: a frame
 * that asks for an answer begins a wait (like the probe timeout of RFC 9002 section 6.2),
 * any frame that comes ends it, and where frames came densely their absence is noticed.
 * Not safe for use by several threads.
 */
final class LifeSigns {

	/** How many times the usual gap between two frames is a surprise. */
	private static final int SURPRISE = 8;

	/**
	 * A pause is a pause: longer ones say no more. After one it takes some twenty frames
	 * until their absence is noticed.
	 */
	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private long heardNanos = Silence.NEVER;

	private long awaitedNanos = Silence.NEVER;

	private long trafficNanos = Silence.NEVER;

	/** Between the frames that nobody asked for. */
	private MovingAverage gap = new MovingAverage(PAUSE_NANOS);

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
		if (this.trafficNanos != Silence.NEVER) {
			this.gap = this.gap.with(Math.min(arrivalNanos - this.trafficNanos, PAUSE_NANOS));
		}
		this.trafficNanos = arrivalNanos;
		echoed(arrivalNanos);
	}

	/**
	 * A probe was answered. How often is up to this side, so it does not make the path a
	 * busy one: else the answers to a burst would be missed in turn, and ask for another.
	 */
	void echoed(long arrivalNanos) {
		this.heardNanos = arrivalNanos;
		this.awaitedNanos = Silence.NEVER;
	}

	/** Returns when the silence is worth a question, if it lasts until then. */
	long doubtfulNanos(EchoWatch watch) {
		return Math.min(after(this.awaitedNanos, watch.timeoutNanos()),
				after(this.heardNanos, Math.max(Math.round(SURPRISE * this.gap.value()), watch.slackNanos())));
	}

	/**
	 * The question is asked. The silence began with the frame that should have come, and
	 * until frames come densely again their absence says nothing.
	 */
	void doubted() {
		this.awaitedNanos = Math.min(this.awaitedNanos, after(this.heardNanos, Math.round(this.gap.value())));
		this.gap = new MovingAverage(PAUSE_NANOS);
	}

	/**
	 * Returns when the silence began: with the first frame that should have come, or been
	 * answered. {@link Silence#NEVER} while no answer is due.
	 */
	long silentSinceNanos() {
		return this.awaitedNanos;
	}

	static long after(long nanos, long delayNanos) {
		return (nanos == Silence.NEVER) ? nanos : nanos + delayNanos;
	}

}
