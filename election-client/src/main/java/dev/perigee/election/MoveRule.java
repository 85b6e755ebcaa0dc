package dev.perigee.election;

import dev.perigee.election.probe.RttEstimate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a working incumbent is left for a better candidate: only for one that
 * was enough better all of the dwell time long. Pure.
 */
final class MoveRule {

	private final Hysteresis hysteresis;

	MoveRule(Hysteresis hysteresis) {
		this.hysteresis = hysteresis;
	}

	/**
	 * Takes the present measurements in.
	 * @param before what was watched so far
	 * @param incumbent the incumbent's round trip times
	 * @param challenger the fastest other usable candidate, or {@code null}
	 * @param nowNanos the client's clock
	 * @return what to watch from now on, and whether to move
	 */
	Watch next(Watch before, RttEstimate incumbent, @Nullable Challenger challenger, long nowNanos) {
		if (challenger == null || incumbent.samples() == 0 || challenger.rtt().samples() == 0
				|| !this.hysteresis.isExceeded(incumbent.smoothedNanos(), challenger.rtt().smoothedNanos())) {
			return Watch.NOBODY;
		}
		if (!challenger.candidate().equals(before.challenger())) {
			return new Watch(challenger.candidate(), nowNanos, this.hysteresis.dwell().isZero());
		}
		boolean dwelt = nowNanos - before.sinceNanos() >= this.hysteresis.dwell().toNanos();
		return new Watch(before.challenger(), before.sinceNanos(), dwelt);
	}

	/**
	 * A candidate that might be better.
	 */
	record Challenger(Candidate candidate, RttEstimate rtt) {
	}

	/**
	 * A challenger that is better, since when, and whether that is long enough.
	 */
	record Watch(@Nullable Candidate challenger, long sinceNanos, boolean isMove) {

		static final Watch NOBODY = new Watch(null, 0, false);

	}

}
