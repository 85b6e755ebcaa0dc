package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One election: all candidates race, what they show is gathered into snapshots, the
 * strategy judges each snapshot. To be used on the client's loop.
 */
final class Tournament {

	/** How long a candidate may take for its one probe of the qualifying round. */
	private static final Duration QUALIFYING = Duration.ofSeconds(1);

	private static final int PROBE_FRAME_BYTES = 14;

	private static final int ECHO_FRAME_BYTES = 20;

	private final Settings.Election settings;

	private final Loop loop;

	Tournament(Settings.Election settings, Loop loop) {
		this.settings = settings;
		this.loop = loop;
	}

	/**
	 * Runs an election.
	 * @param contenders the candidates in configured order
	 * @return emits the record as soon as the strategy decides, at the latest after the
	 * period; cancelling ends the election without one
	 */
	Mono<ElectionRecord> run(List<Contender> contenders) {
		return Mono.defer(() -> {
			Start start = new Start(contenders, this.loop.nanos());
			return field(contenders).flatMap((field) -> race(start, field))
				.map((verdict) -> record(start, verdict.snapshot(), verdict.verdict()));
		});
	}

	private Mono<Judged> race(Start start, List<Contender> field) {
		Snapshot empty = Snapshot.of(field.stream().map(Contender::candidate).toList(), this.settings.period(),
				this.settings.interval());
		RoundPacer pacer = new RoundPacer(this.settings, field, this.loop.scheduler());
		return Flux.merge(pacer.observations(), pacer.rounds())
			.takeUntilOther(Mono.delay(this.settings.period(), this.loop.scheduler()))
			.scan(empty,
					(snapshot, observation) -> snapshot.with(observation, this.settings.strategy().rounds(),
							start.nanos(), this.loop.nanos()))
			.map(this::judge)
			.doOnNext((judged) -> pacer.note(judged.verdict()))
			.takeUntil((judged) -> judged.verdict() instanceof Verdict.Decided)
			.last()
			.map((judged) -> (judged.verdict() instanceof Verdict.Decided) ? judged
					: judge(judged.snapshot().atTheEnd()));
	}

	/** With too many candidates, one probe each decides who races. */
	private Mono<List<Contender>> field(List<Contender> contenders) {
		int max = this.settings.maxConcurrentCandidates();
		if (contenders.size() <= max) {
			return Mono.just(contenders);
		}
		return Flux.fromIterable(contenders)
			.flatMap((contender) -> contender.race(this.settings.interval())
				.next()
				.timeout(QUALIFYING, Mono.empty(), this.loop.scheduler())
				.ofType(Observation.Measured.class)
				.map((measured) -> new Qualified(contender, measured.rttNanos()))
				.doOnTerminate(() -> contender.pace(Pace.steady(QUALIFYING))), max)
			.sort(Comparator.comparingLong(Qualified::rttNanos))
			.map(Qualified::contender)
			.take(max)
			.collectList();
	}

	private Judged judge(Snapshot snapshot) {
		return new Judged(snapshot, this.settings.strategy().decide(snapshot));
	}

	private ElectionRecord record(Start start, Snapshot snapshot, Verdict verdict) {
		if (!(verdict instanceof Verdict.Decided decided)) {
			throw new IllegalStateException(this.settings.strategy().name() + " did not decide at the end");
		}
		List<Verdict.Score> ranking = decided.ranking();
		List<ElectionRecord.Entry> entries = new ArrayList<>();
		IntStream.range(0, ranking.size()).forEach((i) -> entries.add(ranked(ranking, i)));
		decided.exclusions()
			.forEach((exclusion) -> entries
				.add(ElectionRecord.Entry.excluded(exclusion.candidate(), exclusion.reason())));
		start.unqualified(entries)
			.forEach((candidate) -> entries
				.add(ElectionRecord.Entry.excluded(candidate, "too slow in the first round")));
		return new ElectionRecord(this.settings.wallClock().instant(), this.settings.strategy().name(),
				this.settings.strategy().parameters(), snapshot, entries,
				ranking.isEmpty() ? null : ranking.get(0).candidate(),
				(ranking.size() < 2) ? null : entries.get(1).counterfactual(), decided.error(), cost(start, snapshot));
	}

	private static ElectionRecord.Entry ranked(List<Verdict.Score> ranking, int place) {
		Verdict.Score score = ranking.get(place);
		return new ElectionRecord.Entry(score.candidate(), place + 1, score.score(),
				score.score().minus(ranking.get(0).score()), null);
	}

	private ElectionRecord.Cost cost(Start start, Snapshot snapshot) {
		int probes = sum(start.contenders(), Contender::probesSent) - start.probes();
		int connections = sum(start.contenders(), Contender::connections) - start.connections();
		int echoes = snapshot.entrants().stream().mapToInt((entrant) -> entrant.samples().size()).sum();
		return new ElectionRecord.Cost(probes, connections,
				(long) probes * PROBE_FRAME_BYTES + (long) echoes * ECHO_FRAME_BYTES,
				Duration.ofNanos(this.loop.nanos() - start.nanos()));
	}

	private static int sum(List<Contender> contenders, ToIntFunction<Contender> count) {
		return contenders.stream().mapToInt(count).sum();
	}

	private record Qualified(Contender contender, long rttNanos) {
	}

	private record Judged(Snapshot snapshot, Verdict verdict) {
	}

	/** How things stood before the first dial. */
	private record Start(List<Contender> contenders, long nanos, int probes, int connections) {

		Start(List<Contender> contenders, long nanos) {
			this(contenders, nanos, sum(contenders, Contender::probesSent), sum(contenders, Contender::connections));
		}

		List<Candidate> unqualified(List<ElectionRecord.Entry> entries) {
			List<Candidate> raced = entries.stream().map(ElectionRecord.Entry::candidate).collect(Collectors.toList());
			return this.contenders.stream().map(Contender::candidate).filter((one) -> !raced.contains(one)).toList();
		}

	}

}
