package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.perigee.protocol.EchoFlag;

/**
 * What the regions have shown in a qualifying round so far, and what follows from it.
 * Immutable.
 *
 * @param candidates all of them, in configured order
 * @param places how many take part in the tournament
 * @param showings one for each region that has answered, the best first
 */
record FirstRound(List<Candidate> candidates, int places, List<Showing> showings) {

	/** A first handshake may be slow on a fast path: the delay of RFC 8305 section 5. */
	private static final Duration SHORTEST_TURN = Duration.ofMillis(250);

	/** TCP, TLS, the upgrade and a probe, and as much again for bad luck. */
	private static final int ROUND_TRIPS_OF_A_TURN = 8;

	FirstRound {
		candidates = List.copyOf(candidates);
		showings = showings.stream().sorted(Showing.BEST_FIRST).toList();
	}

	FirstRound(List<Candidate> candidates, int places) {
		this(candidates, places, List.of());
	}

	FirstRound with(Showing showing) {
		List<Showing> all = new ArrayList<>(this.showings);
		all.add(showing);
		return new FirstRound(this.candidates, this.places, all);
	}

	boolean isEmpty() {
		return this.showings.isEmpty();
	}

	boolean hasShown(String region) {
		return this.showings.stream().anyMatch((one) -> one.candidate().region().equals(region));
	}

	/**
	 * Returns how long a turn may take: once the field could be filled, whoever takes
	 * much longer than the slowest of it has missed it. Before that nobody has to be
	 * faster than those that have answered.
	 * @param usual while nobody has answered
	 */
	Duration turnLimit(Duration usual) {
		long usualNanos = this.showings.stream().mapToLong(FirstRound::turnNanos).min().orElse(0);
		int filled = 0;
		for (Showing showing : this.showings) {
			filled += candidatesOf(showing.candidate().region()).size();
			if (filled >= this.places) {
				return Duration.ofNanos(Math.max(turnNanos(showing), SHORTEST_TURN.toNanos()));
			}
		}
		return Duration.ofNanos(Math.max(usualNanos, usual.toNanos()));
	}

	private static long turnNanos(Showing showing) {
		return showing.rttNanos() * ROUND_TRIPS_OF_A_TURN;
	}

	/** Returns the best so far that nobody uses. */
	Set<Candidate> best(int count, Collection<Candidate> inUse) {
		return this.showings.stream()
			.map(Showing::candidate)
			.filter((one) -> !inUse.contains(one))
			.limit(Math.max(0, count))
			.collect(Collectors.toSet());
	}

	/**
	 * Returns who takes part: the best regions with all of their transports, and whoever
	 * is in use.
	 */
	Set<Candidate> field(Collection<Candidate> inUse) {
		Set<Candidate> field = new LinkedHashSet<>(inUse);
		this.showings.stream()
			.flatMap((showing) -> candidatesOf(showing.candidate().region()).stream())
			.filter((one) -> field.contains(one) || field.size() < this.places)
			.forEach(field::add);
		return field;
	}

	/** Says why a candidate takes no part. */
	String exclusion(Candidate candidate) {
		return this.showings.stream()
			.filter((showing) -> showing.candidate().region().equals(candidate.region()))
			.findFirst()
			.map((showing) -> "%.1f ms to its region in the first round, others were faster"
				.formatted(showing.rttNanos() / 1e6))
			.orElse("no echo from its region in the first round");
	}

	private List<Candidate> candidatesOf(String region) {
		return this.candidates.stream().filter((one) -> one.region().equals(region)).toList();
	}

	/**
	 * What a region has shown.
	 *
	 * @param candidate who has answered for the region
	 * @param rttNanos the round trip time of its fastest probe
	 * @param flags what its gateway said of itself
	 */
	record Showing(Candidate candidate, long rttNanos, Set<EchoFlag> flags) {

		private static final Comparator<Showing> BEST_FIRST = Comparator.comparingInt(Showing::demotion)
			.thenComparingLong(Showing::rttNanos);

		private int demotion() {
			return new Ranking.Place(this.candidate, this.rttNanos, this.flags).demotion();
		}

	}

}
