package dev.perigee.election;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Writes the record of one election: notes how things stand before it, and what it has
 * taken when it is over. Confined to the client's loop.
 */
final class RecordWriter {

	private static final int PROBE_FRAME_BYTES = 14;

	private static final int ECHO_FRAME_BYTES = 20;

	private final List<Contender> contenders;

	private final Loop loop;

	private final long startNanos;

	private final int probesBefore;

	private final int echoesBefore;

	private final int connectionsBefore;

	/** To be created before the first dial. */
	RecordWriter(List<Contender> contenders, Loop loop) {
		this.contenders = contenders;
		this.loop = loop;
		this.startNanos = loop.nanos();
		this.probesBefore = sum(Contender::probesSent);
		this.echoesBefore = sum(Contender::echoes);
		this.connectionsBefore = sum(Contender::connections);
	}

	/**
	 * Writes the record.
	 * @param judged how the election came out
	 * @param strategy the rule
	 * @param whyOutside why a candidate took no part
	 * @param wallClock dates the record
	 * @return the record
	 */
	ElectionRecord write(Tournament.Judged judged, ElectionStrategy strategy, Function<Candidate, String> whyOutside,
			InstantSource wallClock) {
		List<Verdict.Score> ranking = judged.decided().ranking();
		List<ElectionRecord.Entry> entries = new ArrayList<>();
		for (int i = 0; i < ranking.size(); i++) {
			Verdict.Score score = ranking.get(i);
			entries.add(new ElectionRecord.Entry(score.candidate(), i + 1, score.score(),
					score.score().minus(ranking.get(0).score()), null));
		}
		judged.decided()
			.exclusions()
			.forEach((one) -> entries.add(ElectionRecord.Entry.excluded(one.candidate(), one.reason())));
		this.contenders.stream()
			.map(Contender::candidate)
			.filter((one) -> !judged.snapshot().holds(one))
			.forEach((one) -> entries.add(ElectionRecord.Entry.excluded(one, whyOutside.apply(one))));
		return new ElectionRecord(wallClock.instant(), strategy.name(), strategy.parameters(), judged.snapshot(),
				entries, ranking.isEmpty() ? null : ranking.get(0).candidate(),
				(ranking.size() < 2) ? null : entries.get(1).counterfactual(), judged.decided().error(), cost());
	}

	private ElectionRecord.Cost cost() {
		int probes = sum(Contender::probesSent) - this.probesBefore;
		int echoes = sum(Contender::echoes) - this.echoesBefore;
		return new ElectionRecord.Cost(probes, sum(Contender::connections) - this.connectionsBefore,
				(long) probes * PROBE_FRAME_BYTES + (long) echoes * ECHO_FRAME_BYTES,
				Duration.ofNanos(this.loop.nanos() - this.startNanos));
	}

	private int sum(ToIntFunction<Contender> count) {
		return this.contenders.stream().mapToInt(count).sum();
	}

}
