package dev.perigee.election;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a working incumbent is left for a better candidate: one whose gateway
 * is in less trouble, or one that is enough faster, all of the dwell time long. Pure.
 * <p>
 * What makes all clients of a gateway leave at once is spread: a flag is heeded after one
 * to two dwell times, a drain that was not announced by {@code GOAWAY} within one.
 */
final class MoveRule {

	private final Hysteresis hysteresis;

	MoveRule(Hysteresis hysteresis) {
		this.hysteresis = hysteresis;
	}

	/**
	 * Takes the present measurements in.
	 * @param before what was watched so far, if anything
	 * @param incumbent carries the traffic
	 * @param others all that could take it over
	 * @param chance 0 to 1, spreads clients
	 * @param nowNanos the client's clock
	 * @return what to watch from now on, if anything
	 */
	@Nullable Watch next(@Nullable Watch before, Ranking.Place incumbent, List<Ranking.Place> others, double chance,
			long nowNanos) {
		Ranking.Place best = null;
		for (Ranking.Place one : others) {
			MoveReason reason = reason(incumbent, one);
			if (before != null && one.candidate().equals(before.challenger()) && reason == before.reason()) {
				// not whoever is best now: two that are equally good would take turns for
				// ever
				return before;
			}
			if (reason != null && (best == null || Ranking.Place.BY_TROUBLE_AND_TIME.compare(one, best) < 0)) {
				best = one;
			}
		}
		return (best != null) ? watch(incumbent, best, chance, nowNanos) : null;
	}

	private @Nullable Watch watch(Ranking.Place incumbent, Ranking.Place challenger, double chance, long nowNanos) {
		MoveReason reason = reason(incumbent, challenger);
		if (reason == null) {
			return null;
		}
		double dwells = switch (reason) {
			case DRAINING -> chance;
			case TROUBLED -> 1 + chance;
			default -> 1;
		};
		return new Watch(challenger.candidate(), reason,
				nowNanos + Math.round(dwells * this.hysteresis.dwell().toNanos()));
	}

	/** Returns why to prefer a challenger, for the moment, {@code null} for no reason. */
	@Nullable MoveReason reason(Ranking.Place incumbent, Ranking.Place challenger) {
		if (challenger.demotion() > incumbent.demotion()) {
			return null;
		}
		if (challenger.demotion() < incumbent.demotion()) {
			return incumbent.isDraining() ? MoveReason.DRAINING : MoveReason.TROUBLED;
		}
		return this.hysteresis.isExceeded((long) incumbent.rttNanos(), (long) challenger.rttNanos()) ? MoveReason.FASTER
				: null;
	}

	/**
	 * A challenger that is better.
	 *
	 * @param challenger who
	 * @param reason why
	 * @param dueNanos when to move if it stays so
	 */
	record Watch(Candidate challenger, MoveReason reason, long dueNanos) {

		boolean isDue(long nowNanos) {
			return nowNanos - this.dueNanos >= 0;
		}

	}

}
