package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.election.memory.NetworkMemory.LastKnownGood;
import org.jspecify.annotations.Nullable;

/**
 * The rule of a warm start, {@code last-known-good}: elects the candidate that was good
 * the last time if one probe confirms it, and else nobody. It is confirmed by a round
 * trip time of up to one and a half of what is remembered and 10 ms more: less than the
 * hysteresis would ask of a challenger, and more than an ordinary last mile adds.
 */
final class LastKnownGoodStrategy implements ElectionStrategy {

	static final String NAME = "last-known-good";

	private static final Duration ALLOWANCE = Duration.ofMillis(10);

	/** TCP, TLS, the upgrade and the probe. */
	private static final int ROUND_TRIPS = 4;

	/** What the two ends need for their part of the handshake. */
	private static final Duration HANDSHAKE = Duration.ofMillis(100);

	private final String candidate;

	private final Duration remembered;

	/**
	 * Creates the rule.
	 * @param candidate region and transport
	 * @param remembered its round trip time of the last time
	 */
	LastKnownGoodStrategy(String candidate, Duration remembered) {
		this.candidate = candidate;
		this.remembered = remembered;
	}

	static LastKnownGoodStrategy of(LastKnownGood good) {
		return new LastKnownGoodStrategy(new Candidate(good.region(), good.transport(), good.endpoint()).toString(),
				good.rtt());
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("memory.candidate", this.candidate);
		parameters.put("memory.rtt", this.remembered.toString());
		return parameters;
	}

	/** Returns how long to wait for the echo of a candidate that is dialled now. */
	Duration patience() {
		return bound().multipliedBy(ROUND_TRIPS).plus(HANDSHAKE);
	}

	@Override
	public Verdict decide(Snapshot snapshot) {
		Snapshot.Entrant good = snapshot.entrants().stream().filter(this::isGood).findFirst().orElseThrow();
		if (good.isSilent() && !snapshot.isFinal()) {
			return new Verdict.Undecided();
		}
		String surprise = surprise(good);
		List<Verdict.Score> ranking = new ArrayList<>();
		List<Verdict.Exclusion> exclusions = new ArrayList<>();
		for (Snapshot.Entrant entrant : snapshot.entrants()) {
			if (entrant != good) {
				exclusions.add(new Verdict.Exclusion(entrant.candidate(), "not waited for"));
			}
			else if (surprise != null) {
				exclusions.add(new Verdict.Exclusion(entrant.candidate(), surprise));
			}
			else {
				ranking.add(new Verdict.Score(entrant.candidate(), first(entrant)));
			}
		}
		return new Verdict.Decided(ranking, exclusions, null);
	}

	private @Nullable String surprise(Snapshot.Entrant good) {
		if (good.exclusion() != null) {
			return good.exclusion();
		}
		if (!good.flags().isEmpty()) {
			return "its gateway is " + good.flags();
		}
		return (first(good).compareTo(bound()) > 0) ? "takes longer than is remembered" : null;
	}

	private Duration bound() {
		return this.remembered.multipliedBy(3).dividedBy(2).plus(ALLOWANCE);
	}

	private boolean isGood(Snapshot.Entrant entrant) {
		return entrant.candidate().toString().equals(this.candidate);
	}

	private static Duration first(Snapshot.Entrant entrant) {
		return entrant.samples().get(0).rtt();
	}

}
