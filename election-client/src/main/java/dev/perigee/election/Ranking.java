package dev.perigee.election;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;

/**
 * Puts candidates in order by round trip time, flags and the WebTransport preference;
 * {@link ElectionStrategy#classic} says how. Pure.
 */
final class Ranking {

	private static final Comparator<Place> BY_TIME = Comparator.comparingDouble(Place::rttNanos);

	private final Preference preference;

	Ranking(Preference preference) {
		this.preference = preference;
	}

	/**
	 * Ranks candidates.
	 * @param places the candidates in configured order
	 * @return the best first; those that drain are left out
	 */
	List<Place> rank(List<Place> places) {
		List<Place> ranked = new ArrayList<>();
		for (int demotion = 0; demotion <= Place.MAX_DEMOTION; demotion++) {
			int tier = demotion;
			List<Place> left = new ArrayList<>(places.stream().filter((place) -> place.demotion() == tier).toList());
			while (!left.isEmpty()) {
				Place best = best(left);
				left.remove(best);
				ranked.add(best);
			}
		}
		return ranked;
	}

	private Place best(List<Place> places) {
		Place fastest = places.stream().min(BY_TIME).orElseThrow();
		if (fastest.candidate().transport() == Transport.WEBTRANSPORT) {
			return fastest;
		}
		Optional<Place> webTransport = places.stream()
			.filter((place) -> place.candidate().transport() == Transport.WEBTRANSPORT)
			.min(BY_TIME);
		return webTransport.filter((place) -> this.preference.prefers(place.rttNanos(), fastest.rttNanos()))
			.orElse(fastest);
	}

	/**
	 * A candidate to be ranked.
	 *
	 * @param candidate the candidate
	 * @param rttNanos its round trip time by whatever measure
	 * @param flags what its gateway says of itself
	 */
	record Place(Candidate candidate, double rttNanos, Set<EchoFlag> flags) {

		static final int MAX_DEMOTION = 2;

		/** Those in the least trouble first, and of these the fastest. */
		static final Comparator<Place> BY_TROUBLE_AND_TIME = Comparator.comparingInt(Place::demotion)
			.thenComparing(BY_TIME);

		boolean isDraining() {
			return this.flags.contains(EchoFlag.DRAINING);
		}

		int demotion() {
			if (isDraining()) {
				return MAX_DEMOTION + 1;
			}
			if (this.flags.contains(EchoFlag.ISOLATED)) {
				return MAX_DEMOTION;
			}
			return this.flags.contains(EchoFlag.OVERLOADED) ? 1 : 0;
		}

	}

}
