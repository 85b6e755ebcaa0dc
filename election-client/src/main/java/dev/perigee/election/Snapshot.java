package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

import dev.perigee.protocol.EchoFlag;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an election has seen so far. Immutable, and all that a strategy may
 * look at.
 *
 * @param elapsed time since the first dial
 * @param period how long the election may take
 * @param interval between two rounds of probes
 * @param entrants the candidates in their configured order
 */
public record Snapshot(Duration elapsed, Duration period, Duration interval, List<Entrant> entrants) {

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

	static Snapshot of(List<Candidate> candidates, Duration period, Duration interval) {
		return new Snapshot(Duration.ZERO, period, interval, candidates.stream().map(Entrant::of).toList());
	}

	Snapshot with(Observation observation, ProbeRounds rounds, long startNanos, long nowNanos) {
		List<Entrant> next = new ArrayList<>(this.entrants);
		next.replaceAll((entrant) -> entrant.candidate().equals(observation.candidate())
				? entrant.with(observation, (sentAfter) -> rounds.at(sentAfter, this.interval), startNanos) : entrant);
		return new Snapshot(Duration.ofNanos(nowNanos - startNanos), this.period, this.interval, next);
	}

	Snapshot atTheEnd() {
		return new Snapshot(this.period, this.period, this.interval, this.entrants);
	}

	/**
	 * Returns what was measured of a candidate.
	 * @param candidate any candidate
	 * @return its samples by time of arrival, none if it took no part
	 */
	public List<Sample> samplesOf(Candidate candidate) {
		return this.entrants.stream()
			.filter((entrant) -> entrant.candidate().equals(candidate))
			.findFirst()
			.map(Entrant::samples)
			.orElse(List.of());
	}

	boolean holds(Candidate candidate) {
		return this.entrants.stream().anyMatch((entrant) -> entrant.candidate().equals(candidate));
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

		/** Tells why it has no place in a ranking, if it has none. */
		@Nullable String exclusion() {
			if (this.failure != null) {
				return this.failure;
			}
			if (this.samples.isEmpty()) {
				return "no echo before the verdict";
			}
			return this.flags.contains(EchoFlag.DRAINING) ? "its gateway drains" : null;
		}

		boolean isUsable() {
			return exclusion() == null;
		}

		/** Nothing has come from it yet, neither good nor bad. */
		boolean isSilent() {
			return this.failure == null && this.samples.isEmpty();
		}

		private static Entrant of(Candidate candidate) {
			return new Entrant(candidate, List.of(), Set.of(), 0, null);
		}

		private Entrant with(Observation observation, ToIntFunction<Duration> rounds, long startNanos) {
			if (observation instanceof Observation.Measured measured) {
				Duration sentAfter = Duration.ofNanos(measured.sentNanos() - startNanos);
				List<Sample> all = new ArrayList<>(this.samples);
				all.add(new Sample(rounds.applyAsInt(sentAfter), sentAfter, Duration.ofNanos(measured.rttNanos())));
				return new Entrant(this.candidate, all, measured.flags(), measured.load(), null);
			}
			return new Entrant(this.candidate, this.samples, this.flags, this.load,
					((Observation.Failed) observation).reason());
		}

	}

	/**
	 * One round trip time.
	 *
	 * @param round in which the probe was sent: probes of the same round went through the
	 * same moment of the last mile
	 * @param sentAfter when that was, since the first dial
	 * @param rtt the round trip time
	 */
	public record Sample(int round, Duration sentAfter, Duration rtt) {
	}

}
