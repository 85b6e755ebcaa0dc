package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an election has seen so far. Immutable, and all that a strategy may
 * look at.
 *
 * @param elapsed time since the first dial
 * @param period how long the election may take
 * @param entrants the candidates in their configured order
 */
public record Snapshot(Duration elapsed, Duration period, List<Entrant> entrants) {

	public Snapshot {
		entrants = List.copyOf(entrants);
	}

	/**
	 * Tells whether the strategy has to decide now.
	 * @return {@code true} when the period is over
	 */
	public boolean isFinal() {
		return this.elapsed.compareTo(this.period) >= 0;
	}

	static Snapshot of(List<Candidate> candidates, Duration period) {
		return new Snapshot(Duration.ZERO, period, candidates.stream().map(Entrant::of).toList());
	}

	Snapshot with(Observation observation, long startNanos, long nowNanos) {
		List<Entrant> next = new ArrayList<>(this.entrants);
		next.replaceAll((entrant) -> entrant.candidate().equals(observation.candidate())
				? entrant.with(observation, startNanos) : entrant);
		return new Snapshot(Duration.ofNanos(nowNanos - startNanos), this.period, next);
	}

	Snapshot atTheEnd() {
		return new Snapshot(this.period, this.period, this.entrants);
	}

	List<Sample> samplesOf(Candidate candidate) {
		return this.entrants.stream()
			.filter((entrant) -> entrant.candidate().equals(candidate))
			.findFirst()
			.map(Entrant::samples)
			.orElse(List.of());
	}

	/**
	 * A candidate and what was measured of it.
	 *
	 * @param candidate the candidate
	 * @param samples by time of arrival
	 * @param flags what its gateway said of itself in the last echo
	 * @param load 0 (idle) to 255 (full)
	 * @param failure why it can't be used, or {@code null}
	 */
	public record Entrant(Candidate candidate, List<Sample> samples, Set<EchoFlag> flags, int load,
			@Nullable String failure) {

		public Entrant {
			samples = List.copyOf(samples);
			flags = Set.copyOf(flags);
		}

		private static Entrant of(Candidate candidate) {
			return new Entrant(candidate, List.of(), Set.of(), 0, null);
		}

		private Entrant with(Observation observation, long startNanos) {
			if (observation instanceof Observation.Measured measured) {
				List<Sample> all = new ArrayList<>(this.samples);
				all.add(new Sample(Duration.ofNanos(measured.sentNanos() - startNanos),
						Duration.ofNanos(measured.rttNanos())));
				return new Entrant(this.candidate, all, measured.flags(), measured.load(), null);
			}
			return new Entrant(this.candidate, this.samples, this.flags, this.load,
					((Observation.Failed) observation).reason());
		}

	}

	/**
	 * One round trip time.
	 *
	 * @param sentAfter when the probe was sent, since the first dial: probes of different
	 * candidates with about the same value went through the same moment of the last mile
	 * @param rtt the round trip time
	 */
	public record Sample(Duration sentAfter, Duration rtt) {
	}

}
