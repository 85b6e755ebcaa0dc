package dev.perigee.election;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Decides who stands by for the incumbent: the best by rank of another region, else the
 * other transport of the same one; and of that region the other transport than the
 * incumbent's, where the preference says that it costs nothing. Whoever stands by already
 * goes on, unless another is clearly better for a while: to change often would cost more
 * than it gains. Pure.
 */
final class StandbyRule {

	private final Preference preference;

	private final Hysteresis hysteresis;

	StandbyRule(Preference preference, Hysteresis hysteresis) {
		this.preference = preference;
		this.hysteresis = hysteresis;
	}

	/**
	 * Takes the present ranks in.
	 * @param before what was decided last
	 * @param incumbent carries the traffic
	 * @param ranked all that could carry it now, the best first
	 * @param nowNanos the client's clock
	 * @return who stands by now, and who may follow
	 */
	Choice next(Choice before, Candidate incumbent, List<Ranking.Place> ranked, long nowNanos) {
		List<Ranking.Place> others = ranked.stream().filter((place) -> !place.candidate().equals(incumbent)).toList();
		Ranking.Place best = best(incumbent, others);
		if (best == null) {
			return Choice.NOBODY;
		}
		Optional<Ranking.Place> present = others.stream()
			.filter((place) -> place.candidate().equals(before.standby()))
			.findFirst();
		if (present.isEmpty() || suitability(incumbent, best) < suitability(incumbent, present.get())) {
			return new Choice(best.candidate(), null, 0);
		}
		if (!this.hysteresis.isExceeded((long) present.get().rttNanos(), (long) best.rttNanos())) {
			return new Choice(before.standby(), null, 0);
		}
		if (!best.candidate().equals(before.challenger())) {
			return new Choice(before.standby(), best.candidate(), nowNanos);
		}
		boolean dwelt = nowNanos - before.sinceNanos() >= this.hysteresis.dwell().toNanos();
		return dwelt ? new Choice(best.candidate(), null, 0) : before;
	}

	private Ranking.@Nullable Place best(Candidate incumbent, List<Ranking.Place> others) {
		// the first of the most suitable: min keeps the order of ranks among equals
		return others.stream()
			.min(Comparator.comparingInt((place) -> suitability(incumbent, place)))
			.map((first) -> others.stream()
				.filter(sibling(first))
				.filter((place) -> place.candidate().transport() != incumbent.transport())
				.filter((place) -> this.preference.prefers(place.rttNanos(), first.rttNanos()))
				.findFirst()
				.orElse(first))
			.orElse(null);
	}

	/** Of the same region and no worse by the flags of its gateway. */
	private static Predicate<Ranking.Place> sibling(Ranking.Place first) {
		return (place) -> place.candidate().region().equals(first.candidate().region())
				&& place.demotion() <= first.demotion();
	}

	/**
	 * Lower is better: a gateway in trouble is no refuge, and neither is the same region.
	 */
	private static int suitability(Candidate incumbent, Ranking.Place place) {
		return 2 * place.demotion() + (place.candidate().region().equals(incumbent.region()) ? 1 : 0);
	}

	/**
	 * Who stands by, and who is better, since when.
	 */
	record Choice(@Nullable Candidate standby, @Nullable Candidate challenger, long sinceNanos) {

		static final Choice NOBODY = new Choice(null, null, 0);

	}

}
