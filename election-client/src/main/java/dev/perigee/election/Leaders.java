package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The candidates that a winner is chosen from, those of the best standing by the flags of
 * their gateways, and the one of them that is expected to be the fastest. Immutable.
 */
final class Leaders {

	/** Rounds in which everybody is probed, however slow it seems. */
	private static final int COMMON_ROUNDS = 2;

	/** A dial takes three round trips, the first echo one more. */
	private static final int ROUND_TRIPS_TO_FIRST_ECHO = 4;

	/** No reason to probe again while an echo of a connected candidate is this late. */
	private static final int ROUND_TRIPS_TO_AN_ECHO = 2;

	/**
	 * Those candidates are hopeless that would be the better choice with a probability of
	 * at most this part of alpha, all of them together.
	 */
	private static final double HOPELESS = 0.5;

	/** What may be left out when asking who keeps the error above alpha. */
	private static final double NOT_CLOSE = 0.9;

	/** The winner and two others: more of them in a burst cost more than they tell. */
	private static final int MOST_CLOSE = 3;

	/**
	 * With more echoes than the others of a burst by more than this, one waits for them.
	 */
	private static final int MOST_AHEAD = 2;

	/**
	 * What the model of the noise may itself be wrong by: paths with much jitter of their
	 * own, seen in the simulation.
	 */
	private static final double MODEL_DOUBT = 0.001;

	private static final double NANOS_PER_MILLI = 1e6;

	private final List<Snapshot.Entrant> compared;

	private final List<Snapshot.Entrant> demoted;

	private final ErrorBound bound;

	private final Rounds rounds;

	private final Comparison comparison;

	private final double[] expectedMillis;

	private final int winner;

	/** The others, those with the least chance to be the better choice first. */
	private final List<Challenger> challengers;

	private Leaders(List<Snapshot.Entrant> compared, List<Snapshot.Entrant> demoted, Rounds rounds, ErrorBound bound) {
		this.compared = compared;
		this.demoted = demoted;
		this.bound = bound;
		this.rounds = rounds;
		this.comparison = Comparison.of(rounds, Jitter.of(rounds));
		this.expectedMillis = this.comparison.expected();
		this.winner = IntStream.range(0, compared.size())
			.boxed()
			.min(Comparator.comparingDouble((one) -> this.expectedMillis[one]))
			.orElseThrow();
		this.challengers = challengers();
	}

	private List<Challenger> challengers() {
		return IntStream.range(0, this.compared.size())
			.filter((one) -> one != this.winner)
			.mapToObj((one) -> new Challenger(one, this.comparison.beats(one, this.winner, epsilonMillis())))
			.sorted(Comparator.comparingDouble(Challenger::chance))
			.toList();
	}

	private double epsilonMillis() {
		return this.bound.epsilon().toNanos() / NANOS_PER_MILLI;
	}

	/**
	 * Compares candidates.
	 * @param snapshot the election so far
	 * @param usable its usable candidates, at least one
	 * @param schedule when rounds start
	 * @param bound which winner is good enough
	 * @return the comparison
	 */
	static Leaders of(Snapshot snapshot, List<Snapshot.Entrant> usable, ProbeRounds schedule, ErrorBound bound) {
		int best = usable.stream().mapToInt(Leaders::demotion).min().orElseThrow();
		List<Snapshot.Entrant> compared = usable.stream().filter((one) -> demotion(one) == best).toList();
		List<Snapshot.Entrant> demoted = usable.stream().filter((one) -> demotion(one) > best).toList();
		return new Leaders(compared, demoted, Rounds.of(snapshot, compared, schedule, COMMON_ROUNDS), bound);
	}

	private static int demotion(Snapshot.Entrant entrant) {
		return new Ranking.Place(entrant.candidate(), 0, entrant.flags()).demotion();
	}

	/** The probability that the winner is slower than the best by more than epsilon. */
	double error() {
		if (this.compared.size() == 1) {
			return 0;
		}
		return Math.min(1, MODEL_DOUBT + this.comparison.error(this.winner, epsilonMillis()));
	}

	int winnerSamples() {
		return this.rounds.answered(this.winner).length;
	}

	/**
	 * Tells whether a faster candidate, dialled at the start, would have answered by now.
	 */
	boolean wouldHaveAnswered(Duration elapsed) {
		return isLate(elapsed, ROUND_TRIPS_TO_FIRST_ECHO);
	}

	private boolean isLate(Duration elapsed, int roundTrips) {
		return elapsed.toNanos() / NANOS_PER_MILLI > roundTrips * this.expectedMillis[this.winner];
	}

	/**
	 * Returns those that need no probe for now: the hopeless, and those whose answer to
	 * the first rounds is already later than the winner's. It says enough when it comes.
	 * @param silent candidates from which nothing has come yet
	 * @param elapsed since the first dial
	 * @return never the winner
	 */
	Set<Candidate> resting(Set<Candidate> silent, Duration elapsed) {
		Set<Candidate> resting = new HashSet<>();
		this.challengers.subList(0, negligible(HOPELESS * this.bound.alpha()))
			.forEach((one) -> resting.add(candidate(one.index())));
		for (int one = 0; one < this.compared.size(); one++) {
			if (one != this.winner && isOwing(one)) {
				resting.add(candidate(one));
			}
		}
		if (isLate(elapsed, ROUND_TRIPS_TO_AN_ECHO)) {
			resting.addAll(silent);
		}
		return resting;
	}

	private boolean isOwing(int candidate) {
		return Arrays.stream(this.rounds.pending(candidate))
			.anyMatch((millis) -> millis > this.expectedMillis[this.winner]);
	}

	/**
	 * Returns the winner and those who keep the error above alpha, but for those of them
	 * of whom more is known than of the others. A winner with two challengers does not
	 * wait for them: each of its probes tells of both, and is worth more than one of
	 * theirs (Chen et al. 2000, "Simulation budget allocation for further enhancing the
	 * efficiency of ordinal optimization", which gives the best the root of the sum of
	 * the squares of what the others get).
	 * @param samples how many the winner must have before anybody is called close
	 * @return a few, or none
	 */
	Set<Candidate> close(int samples) {
		if (winnerSamples() < samples) {
			return Set.of();
		}
		List<Integer> close = new ArrayList<>(List.of(this.winner));
		this.challengers.stream()
			.skip(Math.max(negligible(NOT_CLOSE * this.bound.alpha()), this.challengers.size() - MOST_CLOSE + 1))
			.forEach((one) -> close.add(one.index()));
		int least = close.stream().mapToInt((one) -> this.rounds.answered(one).length).min().orElseThrow();
		boolean isForTwo = close.size() == MOST_CLOSE;
		return close.stream()
			.filter((one) -> (isForTwo && one == this.winner) || this.rounds.answered(one).length <= least + MOST_AHEAD)
			.map(this::candidate)
			.collect(Collectors.toSet());
	}

	private Candidate candidate(int index) {
		return this.compared.get(index).candidate();
	}

	/** How many of the first challengers have no more chance than this, all together. */
	private int negligible(double chance) {
		int count = 0;
		double sum = 0;
		for (Challenger one : this.challengers) {
			sum += one.chance();
			count += (sum <= chance) ? 1 : 0;
		}
		return count;
	}

	/** All usable candidates with their expected round trip times. */
	List<Ranking.Place> places(LoadPenalty loadPenalty) {
		List<Ranking.Place> places = new ArrayList<>();
		for (int one = 0; one < this.compared.size(); one++) {
			places.add(place(this.compared.get(one), this.expectedMillis[one], loadPenalty));
		}
		this.demoted.forEach((one) -> places.add(place(one, medianMillis(one), loadPenalty)));
		return places;
	}

	private static Ranking.Place place(Snapshot.Entrant entrant, double millis, LoadPenalty loadPenalty) {
		return new Ranking.Place(entrant.candidate(), millis * NANOS_PER_MILLI + loadPenalty.nanos(entrant.load()),
				entrant.flags());
	}

	private static double medianMillis(Snapshot.Entrant entrant) {
		return Statistics
			.median(entrant.samples().stream().mapToDouble((one) -> one.rtt().toNanos() / NANOS_PER_MILLI).toArray());
	}

	private record Challenger(int index, double chance) {
	}

}
