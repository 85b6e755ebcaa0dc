package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The strategy {@code adaptive}.
 */
final class AdaptiveStrategy implements ElectionStrategy {

	/** From two echoes the jitter can be estimated, the hopeless and the close told. */
	private static final int SAMPLES_TO_NARROW = 2;

	/** With fewer of the winner, two outliers could decide. */
	private static final int SAMPLES_TO_DECIDE = 3;

	private final ErrorBound bound;

	private final Preference preference;

	private final LoadPenalty loadPenalty;

	private final Ranking ranking;

	AdaptiveStrategy(ErrorBound bound, Preference preference, LoadPenalty loadPenalty) {
		this.bound = bound;
		this.preference = preference;
		this.loadPenalty = loadPenalty;
		this.ranking = new Ranking(preference);
	}

	@Override
	public String name() {
		return "adaptive";
	}

	@Override
	public Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("adaptive.epsilon", this.bound.epsilon().toString());
		parameters.put("adaptive.alpha", String.valueOf(this.bound.alpha()));
		parameters.put("preference.share", String.valueOf(this.preference.share()));
		parameters.put("preference.allowance", this.preference.allowance().toString());
		parameters.put("load-penalty", this.loadPenalty.bound().toString());
		return parameters;
	}

	@Override
	public ProbeRounds rounds() {
		return ProbeRounds.QUICK_START;
	}

	@Override
	public Verdict decide(Snapshot snapshot) {
		List<Snapshot.Entrant> usable = snapshot.entrants().stream().filter(Snapshot.Entrant::isUsable).toList();
		if (usable.isEmpty()) {
			return snapshot.isFinal() ? new Verdict.Decided(List.of(), exclusions(snapshot), null)
					: new Verdict.Undecided();
		}
		int samples = usable.stream().mapToInt((one) -> one.samples().size()).max().orElseThrow();
		boolean isAlone = usable.size() == 1 && hopefuls(snapshot) == 1;
		if (samples < SAMPLES_TO_NARROW && !snapshot.isFinal() && !isAlone) {
			return new Verdict.Undecided();
		}
		Leaders leaders = Leaders.of(snapshot, usable, rounds(), this.bound);
		Set<Candidate> silent = silent(snapshot);
		boolean mustEnd = isAlone || snapshot.isFinal();
		if (mustEnd || isRipe(leaders, silent, snapshot.elapsed())) {
			double error = leaders.error();
			if (mustEnd || error <= this.bound.alpha()) {
				return decided(snapshot, leaders, error);
			}
		}
		return new Verdict.Undecided(leaders.resting(silent, snapshot.elapsed()), leaders.close(SAMPLES_TO_NARROW));
	}

	private static boolean isRipe(Leaders leaders, Set<Candidate> silent, Duration elapsed) {
		return leaders.winnerSamples() >= SAMPLES_TO_DECIDE && (silent.isEmpty() || leaders.wouldHaveAnswered(elapsed));
	}

	private Verdict decided(Snapshot snapshot, Leaders leaders, double error) {
		List<Verdict.Score> scores = this.ranking.rank(leaders.places(this.loadPenalty))
			.stream()
			.map((place) -> new Verdict.Score(place.candidate(), Duration.ofNanos(Math.round(place.rttNanos()))))
			.toList();
		return new Verdict.Decided(scores, exclusions(snapshot), new Verdict.StatedError(this.bound.epsilon(), error));
	}

	private static List<Verdict.Exclusion> exclusions(Snapshot snapshot) {
		List<Verdict.Exclusion> exclusions = new ArrayList<>();
		for (Snapshot.Entrant entrant : snapshot.entrants()) {
			String reason = entrant.exclusion();
			if (reason != null) {
				exclusions.add(new Verdict.Exclusion(entrant.candidate(), reason));
			}
		}
		return exclusions;
	}

	/** Those that may still turn out to be the best, or have. */
	private static long hopefuls(Snapshot snapshot) {
		return snapshot.entrants().stream().filter((one) -> one.isUsable() || one.isSilent()).count();
	}

	private static Set<Candidate> silent(Snapshot snapshot) {
		return snapshot.entrants()
			.stream()
			.filter(Snapshot.Entrant::isSilent)
			.map(Snapshot.Entrant::candidate)
			.collect(Collectors.toSet());
	}

}
