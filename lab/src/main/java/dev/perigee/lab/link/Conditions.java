package dev.perigee.lab.link;

import java.util.random.RandomGenerator;

/**
 * What a link does at one moment to the bytes that cross it.
 *
 * @param delayNanos one-way delay
 * @param jitterNanos upper bound of the uniformly distributed delay that is added to it
 * @param lossRatio share of packets that are lost, 0 to 1
 * @param blackHole whether nothing passes although sockets stay open
 * @param admission who may use the link
 */
record Conditions(long delayNanos, long jitterNanos, double lossRatio, boolean blackHole, Admission admission) {

	static final Conditions CLEAR = new Conditions(0, 0, 0, false, Admission.OPEN);

	Conditions withDelay(long nanos) {
		return new Conditions(nanos, this.jitterNanos, this.lossRatio, this.blackHole, this.admission);
	}

	Conditions withJitter(long nanos) {
		return new Conditions(this.delayNanos, nanos, this.lossRatio, this.blackHole, this.admission);
	}

	Conditions withLoss(double ratio) {
		return new Conditions(this.delayNanos, this.jitterNanos, ratio, this.blackHole, this.admission);
	}

	Conditions withBlackHole(boolean active) {
		return new Conditions(this.delayNanos, this.jitterNanos, this.lossRatio, active, this.admission);
	}

	Conditions withAdmission(Admission next) {
		return new Conditions(this.delayNanos, this.jitterNanos, this.lossRatio, this.blackHole, next);
	}

	/** Draws how long one packet takes from end to end, in nanoseconds. */
	long crossingNanos(RandomGenerator random) {
		return this.delayNanos + ((this.jitterNanos > 0) ? random.nextLong(this.jitterNanos + 1) : 0);
	}

	/** Draws whether at least one of some packets is lost. */
	boolean loses(int packets, RandomGenerator random) {
		return this.lossRatio > 0 && random.nextDouble() < 1 - Math.pow(1 - this.lossRatio, packets);
	}

	/** Who may use a link. */
	enum Admission {

		/** Everybody. */
		OPEN,

		/** Those who use it already. */
		REFUSING,

		/** Nobody. */
		CUT

	}

}
