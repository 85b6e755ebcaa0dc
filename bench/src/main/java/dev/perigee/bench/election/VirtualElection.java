package dev.perigee.bench.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.perigee.election.Candidate;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.Snapshot;
import dev.perigee.election.Verdict;

/**
 * One election in virtual time: rounds of probes go out, echoes come back, the strategy
 * judges after each. All candidates are connected from the start. Used once, by one
 * thread.
 */
final class VirtualElection {

	static final Duration PERIOD = Duration.ofSeconds(3);

	static final Duration INTERVAL = Duration.ofMillis(200);

	/** Who is probed from the third round on is serious. */
	private static final int SERIOUS_ROUND = 2;

	private final ElectionStrategy strategy;

	private final List<Candidate> candidates;

	private final List<PathTimes> paths;

	private final Link link;

	private final RandomGenerator random;

	private final PriorityQueue<Echo> underWay = new PriorityQueue<>(Comparator.comparing(Echo::at));

	private final List<Snapshot.Entrant> entrants = new ArrayList<>();

	private Verdict.Undecided latest = new Verdict.Undecided();

	private int probes;

	private int busyRounds;

	private double slowestSeriousMs;

	private int round;

	VirtualElection(ElectionStrategy strategy, List<Candidate> candidates, List<PathTimes> paths, Link link,
			RandomGenerator random) {
		this.strategy = strategy;
		this.candidates = candidates;
		this.paths = paths;
		this.link = link;
		this.random = random;
		candidates.forEach((one) -> this.entrants.add(new Snapshot.Entrant(one, List.of(), Set.of(), 0, null)));
	}

	Outcome run() {
		while (true) {
			Duration next = this.strategy.rounds().startOf(this.round, INTERVAL);
			Echo echo = this.underWay.peek();
			if (next.compareTo(PERIOD) < 0 && (echo == null || next.compareTo(echo.at()) <= 0)) {
				probe(next);
			}
			else {
				Echo arrived = this.underWay.poll();
				boolean isLate = arrived == null || arrived.at().compareTo(PERIOD) >= 0;
				Duration now = isLate ? PERIOD : arrived.at();
				if (!isLate) {
					note(arrived);
				}
				if (judge(now) instanceof Verdict.Decided decided) {
					return new Outcome(decided, this.probes, this.busyRounds, now, this.slowestSeriousMs);
				}
			}
		}
	}

	private void probe(Duration now) {
		int before = this.probes;
		boolean isForAll = this.strategy.rounds().isForAll(this.round);
		double shared = this.link.lastMile().noiseMs(this.random);
		for (int i = 0; i < this.candidates.size(); i++) {
			if (this.latest.wants(this.candidates.get(i), isForAll)) {
				double own = this.link.lastMile().noiseMs(this.random);
				double noise = this.link.sharedJitter() * shared + (1 - this.link.sharedJitter()) * own;
				Duration rtt = Duration.ofNanos(Math.round((this.paths.get(i).sampleMs(this.random) + noise) * 1e6));
				this.underWay.add(new Echo(i, new Snapshot.Sample(this.round, now, rtt)));
				this.probes++;
				if (this.round >= SERIOUS_ROUND) {
					this.slowestSeriousMs = Math.max(this.slowestSeriousMs, this.paths.get(i).medianMs());
				}
			}
		}
		this.busyRounds += (this.probes > before) ? 1 : 0;
		this.round++;
	}

	private void note(Echo echo) {
		Snapshot.Entrant before = this.entrants.get(echo.candidate());
		List<Snapshot.Sample> samples = new ArrayList<>(before.samples());
		samples.add(echo.sample());
		this.entrants.set(echo.candidate(),
				new Snapshot.Entrant(before.candidate(), samples, before.flags(), before.load(), null));
	}

	private Verdict judge(Duration now) {
		Verdict verdict = this.strategy.decide(new Snapshot(now, PERIOD, INTERVAL, this.entrants));
		if (verdict instanceof Verdict.Undecided undecided) {
			this.latest = undecided;
		}
		return verdict;
	}

	/**
	 * The user's link.
	 *
	 * @param lastMile its noise
	 * @param sharedJitter the part of the noise that all probes of a round have in common
	 */
	record Link(LastMile lastMile, double sharedJitter) {
	}

	/**
	 * How an election ended.
	 *
	 * @param verdict of the strategy
	 * @param probes that were sent
	 * @param rounds in which any were sent
	 * @param after how long the verdict came
	 * @param slowestSeriousMs the median round trip time of the slowest candidate that
	 * was probed after the first two rounds, without the last mile
	 */
	record Outcome(Verdict.Decided verdict, int probes, int rounds, Duration after, double slowestSeriousMs) {
	}

	private record Echo(int candidate, Snapshot.Sample sample) {

		Duration at() {
			return this.sample.sentAfter().plus(this.sample.rtt());
		}

	}

}
