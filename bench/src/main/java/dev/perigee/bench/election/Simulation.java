package dev.perigee.bench.election;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.Verdict;
import dev.perigee.protocol.Transport;

/**
 * Many elections of users in random cities.
 *
 * @param matrix the world
 * @param regions the candidates
 * @param link the users' last mile
 * @param places how many regions a first round lets into the election, as many as there
 * are for none
 * @param trials how many elections
 * @param seed the same seed gives the same elections
 */
record Simulation(PathMatrix matrix, List<String> regions, VirtualElection.Link link, int places, int trials,
		long seed) {

	/** Keeps the trials of neighbouring seeds apart. */
	private static final long SEED_STRIDE = 1_000_003;

	/** Of a region in the first round of a client. */
	private static final int FIRST_PROBES = 2;

	Simulation {
		regions = List.copyOf(regions);
	}

	/**
	 * Holds the elections by a strategy.
	 * @param strategy the rule
	 * @return one result for each election
	 */
	List<Trial> run(ElectionStrategy strategy) {
		List<Candidate> candidates = this.regions.stream()
			.map((region) -> new Candidate(region, Transport.WEBSOCKET, URI.create("wss://simulated.invalid/rt")))
			.toList();
		return elections((paths, random) -> {
			boolean hasFirstRound = this.places < candidates.size();
			List<Integer> field = hasFirstRound ? fastest(paths, random) : all();
			VirtualElection.Outcome outcome = new VirtualElection(strategy,
					field.stream().map(candidates::get).toList(), field.stream().map(paths::get).toList(), this.link,
					random)
				.run();
			return trial(outcome, hasFirstRound ? FIRST_PROBES * candidates.size() : 0, candidates, paths);
		});
	}

	private List<Integer> all() {
		return IntStream.range(0, this.regions.size()).boxed().toList();
	}

	/** Holds a first round. The probes of different regions share no moment. */
	private List<Integer> fastest(List<PathTimes> paths, RandomGenerator random) {
		double[] shown = paths.stream()
			.mapToDouble((path) -> IntStream.range(0, FIRST_PROBES)
				.mapToDouble((probe) -> path.sampleMs(random) + this.link.lastMile().noiseMs(random))
				.min()
				.orElseThrow())
			.toArray();
		return all().stream()
			.sorted(Comparator.comparingDouble((region) -> shown[region]))
			.limit(this.places)
			.sorted()
			.toList();
	}

	/**
	 * Takes the region that is nearest to the user, without any probe.
	 * @return one result for each election
	 */
	List<Trial> runNearest() {
		return elections((paths, random) -> {
			PathTimes nearest = paths.stream().min(Comparator.comparingDouble(PathTimes::distanceKm)).orElseThrow();
			return new Trial(nearest.medianMs() - best(paths), 0, 0, 0, 0, Double.NaN);
		});
	}

	private List<Trial> elections(BiFunction<List<PathTimes>, RandomGenerator, Trial> election) {
		RandomGeneratorFactory<RandomGenerator> generators = RandomGeneratorFactory.of("L64X128MixRandom");
		List<String> users = this.matrix.usersOf(this.regions);
		return IntStream.range(0, this.trials).mapToObj((trial) -> {
			RandomGenerator random = generators.create(this.seed * SEED_STRIDE + trial);
			String user = users.get(random.nextInt(users.size()));
			return election.apply(this.regions.stream()
				.map((region) -> Objects.requireNonNull(this.matrix.path(user, region)))
				.toList(), random);
		}).toList();
	}

	private static double best(List<PathTimes> paths) {
		return paths.stream().mapToDouble(PathTimes::medianMs).min().orElseThrow();
	}

	private static Trial trial(VirtualElection.Outcome outcome, int firstProbes, List<Candidate> candidates,
			List<PathTimes> paths) {
		List<Verdict.Score> ranking = outcome.verdict().ranking();
		if (ranking.isEmpty()) {
			throw new IllegalStateException("nobody answered within the period");
		}
		int winner = candidates.indexOf(ranking.get(0).candidate());
		Verdict.StatedError error = outcome.verdict().error();
		return new Trial(paths.get(winner).medianMs() - best(paths), firstProbes + outcome.probes(), outcome.rounds(),
				outcome.after().toNanos() / 1e6, outcome.slowestSeriousMs(),
				(error != null) ? error.alpha() : Double.NaN);
	}

	/**
	 * What became of an election.
	 *
	 * @param regretMs how much slower the winner is than the best, by their medians
	 * @param probes that were sent, those of a first round included
	 * @param rounds in which any were sent, without a first round
	 * @param decisionMs when the verdict came, after the first round
	 * @param slowestSeriousMs the round trip time of the slowest candidate that was
	 * probed after the first two rounds
	 * @param statedError the strategy's own, or NaN if it states none
	 */
	record Trial(double regretMs, int probes, int rounds, double decisionMs, double slowestSeriousMs,
			double statedError) {
	}

}
