package dev.perigee.bench.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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

	private final ElectionStrategy strategy;

	private final List<Candidate> candidates;

	private final List<PathTimes> paths;

	private final Link link;

	private final RandomGenerator random;

	private final PriorityQueue<Echo> underWay = new PriorityQueue<>(Comparator.comparing(Echo::at));

	private final List<Snapshot.Entrant> entrants = new ArrayList<>();

	private final Set<Candidate> hopeless = new HashSet<>();

	private int probes;

	private int busyRounds;

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
					return new Outcome(decided, this.probes, this.busyRounds, now);
				}
			}
		}
	}

	private void probe(Duration now) {
		int before = this.probes;
		double shared = this.link.lastMile().noiseMs(this.random);
		for (int i = 0; i < this.candidates.size(); i++) {
			if (!this.hopeless.contains(this.candidates.get(i))) {
				double own = this.link.lastMile().noiseMs(this.random);
				double noise = this.link.sharedJitter() * shared + (1 - this.link.sharedJitter()) * own;
				Duration rtt = Duration.ofNanos(Math.round((this.paths.get(i).sampleMs(this.random) + noise) * 1e6));
				this.underWay.add(new Echo(i, new Snapshot.Sample(this.round, now, rtt)));
				this.probes++;
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
			this.hopeless.clear();
			this.hopeless.addAll(undecided.hopeless());
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
	 */
	record Outcome(Verdict.Decided verdict, int probes, int rounds, Duration after) {
	}

	private record Echo(int candidate, Snapshot.Sample sample) {

		Duration at() {
			return this.sample.sentAfter().plus(this.sample.rtt());
		}

	}

}
