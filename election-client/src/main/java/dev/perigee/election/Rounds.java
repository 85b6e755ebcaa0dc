package dev.perigee.election;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Round trip times in milliseconds by candidate and round, for arithmetic. Immutable.
 */
final class Rounds {

	/** A floor under a round trip time of nothing needs some room. */
	private static final double LEAST_MILLIS = 0.001;

	/** Probes that were sent further apart have not gone through the same moment. */
	private static final double MOMENT_MILLIS = 25;

	/** Echoes that come as close as this have waited for the same thing. */
	private static final long TOGETHER_NANOS = 3_000_000;

	private final double[][] millis;

	/** By candidate and round: when that probe was sent. */
	private final double[][] sentMillis;

	/**
	 * By candidate and round: no echo yet after this long, or NaN when nothing is known.
	 */
	private final double[][] pendingMillis;

	private Rounds(double[][] millis, double[][] sentMillis, double[][] pendingMillis) {
		this.millis = millis;
		this.sentMillis = sentMillis;
		this.pendingMillis = pendingMillis;
	}

	/**
	 * Sorts samples by round. Of several in a round the fastest counts. Of echoes that
	 * arrive together the last one sent counts: what held them up has happened once.
	 * @param snapshot the election so far
	 * @param entrants those of its candidates that are compared
	 * @param schedule when rounds start
	 * @param common rounds in which every connected candidate is probed
	 * @return the table
	 */
	static Rounds of(Snapshot snapshot, List<Snapshot.Entrant> entrants, ProbeRounds schedule, int common) {
		int rounds = 1 + entrants.stream()
			.flatMap((entrant) -> entrant.samples().stream())
			.mapToInt(Snapshot.Sample::round)
			.max()
			.orElse(-1);
		double[][] millis = new double[entrants.size()][rounds];
		double[][] sent = new double[entrants.size()][rounds];
		double[][] pending = new double[entrants.size()][rounds];
		for (int one = 0; one < millis.length; one++) {
			Arrays.fill(millis[one], Double.NaN);
			Arrays.fill(pending[one], Double.NaN);
			for (Snapshot.Sample sample : apart(entrants.get(one).samples())) {
				double rtt = Math.max(LEAST_MILLIS, sample.rtt().toNanos() / 1e6);
				if (!(millis[one][sample.round()] <= rtt)) {
					millis[one][sample.round()] = rtt;
					sent[one][sample.round()] = sample.sentAfter().toNanos() / 1e6;
				}
			}
			boolean connected = false;
			for (int round = 0; round < Math.min(common, rounds); round++) {
				if (connected && Double.isNaN(millis[one][round])) {
					pending[one][round] = snapshot.elapsed()
						.minus(schedule.startOf(round, snapshot.interval()))
						.toNanos() / 1e6;
				}
				connected |= !Double.isNaN(millis[one][round]);
			}
		}
		return new Rounds(millis, sent, pending);
	}

	private static List<Snapshot.Sample> apart(List<Snapshot.Sample> samples) {
		return samples.stream()
			.filter((sample) -> samples.stream().noneMatch((other) -> isHeldUpLike(sample, other)))
			.toList();
	}

	private static boolean isHeldUpLike(Snapshot.Sample sample, Snapshot.Sample later) {
		return later.sentAfter().compareTo(sample.sentAfter()) > 0
				&& Math.abs(arrivalNanos(later) - arrivalNanos(sample)) <= TOGETHER_NANOS;
	}

	private static long arrivalNanos(Snapshot.Sample sample) {
		return sample.sentAfter().toNanos() + sample.rtt().toNanos();
	}

	int candidates() {
		return this.millis.length;
	}

	/** The echoes of a candidate. */
	double[] answered(int candidate) {
		return Arrays.stream(this.millis[candidate]).filter((rtt) -> !Double.isNaN(rtt)).toArray();
	}

	/** Lower bounds of the round trips of a candidate that are still under way. */
	double[] pending(int candidate) {
		return Arrays.stream(this.pendingMillis[candidate]).filter((rtt) -> !Double.isNaN(rtt)).toArray();
	}

	/** The fastest echo of a candidate. */
	double fastest(int candidate) {
		return Arrays.stream(answered(candidate)).min().orElseThrow();
	}

	/**
	 * How much slower one was than another in each round that both have answered, if they
	 * were probed at the same moment.
	 */
	double[] differences(int one, int other) {
		double[] first = this.millis[one];
		double[] second = this.millis[other];
		return IntStream.range(0, first.length)
			.filter((round) -> Math.abs(this.sentMillis[one][round] - this.sentMillis[other][round]) <= MOMENT_MILLIS)
			.mapToDouble((round) -> first[round] - second[round])
			.filter((difference) -> !Double.isNaN(difference))
			.toArray();
	}

	/** How much slower each is in a round than in the round before. */
	double[] changes(int round) {
		return Arrays.stream(this.millis)
			.mapToDouble((rtts) -> rtts[round] - rtts[round - 1])
			.filter((change) -> !Double.isNaN(change))
			.toArray();
	}

	int rounds() {
		return (this.millis.length == 0) ? 0 : this.millis[0].length;
	}

}
