package dev.perigee.election;

import java.time.Duration;
import java.util.function.BiConsumer;

import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * When a contender is dialled again: later and later after failures, and not at all while
 * it rests. Confined to the client's loop.
 */
final class Redial {

	private final Backoff backoff;

	private final Loop loop;

	private final Runnable dial;

	private final BiConsumer<Integer, Duration> onPlan;

	private Disposable timer = Disposables.disposed();

	private int attempt;

	private boolean resting;

	private long restUntilNanos;

	/**
	 * Creates the plan of a contender; nothing is planned yet.
	 * @param dial dials
	 * @param onPlan told of the attempt and the delay of each dial after a failure
	 */
	Redial(Backoff backoff, Loop loop, Runnable dial, BiConsumer<Integer, Duration> onPlan) {
		this.backoff = backoff;
		this.loop = loop;
		this.dial = dial;
		this.onPlan = onPlan;
	}

	/** Dials after a delay. */
	void after(Duration delay) {
		plan(delay);
	}

	/** Dials after a delay that grows with each failure. */
	void later(Duration atLeast) {
		this.attempt++;
		Duration delay = this.backoff.delay(this.attempt);
		Duration wait = (delay.compareTo(atLeast) > 0) ? delay : atLeast;
		plan(wait);
		this.onPlan.accept(this.attempt, wait);
	}

	/** Dials soon, as if nothing had failed before, and though it rests. */
	void soon() {
		this.resting = false;
		forgetFailures();
		later(Duration.ZERO);
	}

	/** Is not to be dialled for a while. */
	void rest(Duration time) {
		this.resting = true;
		this.restUntilNanos = this.loop.nanos() + time.toNanos();
	}

	boolean isResting() {
		this.resting = this.resting && this.restUntilNanos - this.loop.nanos() > 0;
		return this.resting;
	}

	/** Dials as soon as the rest is over. */
	void afterRest() {
		plan(Duration.ofNanos(this.restUntilNanos - this.loop.nanos()));
	}

	boolean isPlanned() {
		return !this.timer.isDisposed();
	}

	void cancel() {
		this.timer.dispose();
	}

	void forgetFailures() {
		this.attempt = 0;
	}

	private void plan(Duration wait) {
		this.timer.dispose();
		this.timer = this.loop.schedule(this.dial, wait);
	}

}
