package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The strategy {@code classic}.
 */
final class ClassicStrategy implements ElectionStrategy {

	private final Preference preference;

	private final LoadPenalty loadPenalty;

	private final Ranking ranking;

	ClassicStrategy(Preference preference, LoadPenalty loadPenalty) {
		this.preference = preference;
		this.loadPenalty = loadPenalty;
		this.ranking = new Ranking(preference);
	}

	@Override
	public String name() {
		return "classic";
	}

	@Override
	public Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("preference.share", String.valueOf(this.preference.share()));
		parameters.put("preference.allowance", this.preference.allowance().toString());
		parameters.put("load-penalty", this.loadPenalty.bound().toString());
		return parameters;
	}

	@Override
	public Verdict decide(Snapshot snapshot) {
		if (!snapshot.isFinal()) {
			return new Verdict.Undecided();
		}
		List<Ranking.Place> places = new ArrayList<>();
		List<Verdict.Exclusion> exclusions = new ArrayList<>();
		for (Snapshot.Entrant entrant : snapshot.entrants()) {
			String reason = entrant.exclusion();
			if (reason != null) {
				exclusions.add(new Verdict.Exclusion(entrant.candidate(), reason));
			}
			else {
				places.add(new Ranking.Place(entrant.candidate(),
						meanNanos(entrant) + this.loadPenalty.nanos(entrant.load()), entrant.flags()));
			}
		}
		return new Verdict.Decided(this.ranking.rank(places).stream().map(ClassicStrategy::score).toList(), exclusions,
				null);
	}

	private static double meanNanos(Snapshot.Entrant entrant) {
		return entrant.samples().stream().mapToLong((sample) -> sample.rtt().toNanos()).average().orElseThrow();
	}

	private static Verdict.Score score(Ranking.Place place) {
		return new Verdict.Score(place.candidate(), Duration.ofNanos(Math.round(place.rttNanos())));
	}

}
