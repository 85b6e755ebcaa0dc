package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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

	/**
	 * A candidate is hopeless when the probability that it is the faster one is below
	 * this part of alpha: all of two dozen together cost less than half of it.
	 */
	private static final double HOPELESS = 0.02;

	/**
	 * What the model of the noise may itself be wrong by: paths with much jitter of their
	 * own, seen in the simulation.
	 */
	private static final double MODEL_DOUBT = 0.001;

	private static final double NANOS_PER_MILLI = 1e6;

	private final List<Snapshot.Entrant> compared;

	private final List<Snapshot.Entrant> demoted;

	private final Comparison comparison;

	private final double[] expectedMillis;

	private final int winner;

	private Leaders(List<Snapshot.Entrant> compared, List<Snapshot.Entrant> demoted, Rounds rounds) {
		this.compared = compared;
		this.demoted = demoted;
		this.comparison = Comparison.of(rounds, Jitter.of(rounds));
		this.expectedMillis = this.comparison.expected();
		this.winner = IntStream.range(0, compared.size())
			.boxed()
			.min(Comparator.comparingDouble((one) -> this.expectedMillis[one]))
			.orElseThrow();
	}

	/**
	 * Compares candidates.
	 * @param snapshot the election so far
	 * @param usable its usable candidates, at least one
	 * @param schedule when rounds start
	 * @return the comparison
	 */
	static Leaders of(Snapshot snapshot, List<Snapshot.Entrant> usable, ProbeRounds schedule) {
		int best = usable.stream().mapToInt(Leaders::demotion).min().orElseThrow();
		List<Snapshot.Entrant> compared = usable.stream().filter((one) -> demotion(one) == best).toList();
		List<Snapshot.Entrant> demoted = usable.stream().filter((one) -> demotion(one) > best).toList();
		return new Leaders(compared, demoted, Rounds.of(snapshot, compared, schedule, COMMON_ROUNDS));
	}

	private static int demotion(Snapshot.Entrant entrant) {
		return new Ranking.Place(entrant.candidate(), 0, entrant.flags()).demotion();
	}

	/**
	 * Returns the probability that the winner is slower than the best.
	 * @param epsilon by more than this
	 * @return 0 to 1
	 */
	double error(Duration epsilon) {
		if (this.compared.size() == 1) {
			return 0;
		}
		return Math.min(1, MODEL_DOUBT + this.comparison.error(this.winner, epsilon.toNanos() / NANOS_PER_MILLI));
	}

	int winnerSamples() {
		return this.compared.get(this.winner).samples().size();
	}

	/**
	 * Tells whether the winner would have been beaten by now by candidates from which
	 * nothing has come yet.
	 */
	boolean areBeyond(Set<Snapshot.Entrant> silent, Duration elapsed) {
		return silent.isEmpty()
				|| elapsed.toNanos() / NANOS_PER_MILLI > ROUND_TRIPS_TO_FIRST_ECHO * this.expectedMillis[this.winner];
	}

	/** Those that need no more probes, in a set of the caller's. */
	Set<Candidate> hopeless(double alpha) {
		return IntStream.range(0, this.compared.size())
			.filter((one) -> one != this.winner && this.comparison.beats(one, this.winner, 0) < HOPELESS * alpha)
			.mapToObj((one) -> this.compared.get(one).candidate())
			.collect(Collectors.toSet());
	}

	/** All usable candidates with their expected round trip times. */
	List<Ranking.Place> places() {
		List<Ranking.Place> places = new ArrayList<>();
		for (int one = 0; one < this.compared.size(); one++) {
			places.add(place(this.compared.get(one), this.expectedMillis[one]));
		}
		this.demoted.forEach((one) -> places.add(place(one, medianMillis(one))));
		return places;
	}

	private static Ranking.Place place(Snapshot.Entrant entrant, double millis) {
		return new Ranking.Place(entrant.candidate(), millis * NANOS_PER_MILLI, entrant.flags());
	}

	private static double medianMillis(Snapshot.Entrant entrant) {
		return Statistics
			.median(entrant.samples().stream().mapToDouble((one) -> one.rtt().toNanos() / NANOS_PER_MILLI).toArray());
	}

}
