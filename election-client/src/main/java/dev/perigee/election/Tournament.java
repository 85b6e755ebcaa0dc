package dev.perigee.election;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One election: the field races, what it shows is gathered into snapshots, the strategy
 * judges each snapshot. To be used on the client's loop.
 */
final class Tournament {

	private final Settings.Election settings;

	private final Loop loop;

	Tournament(Settings.Election settings, Loop loop) {
		this.settings = settings;
		this.loop = loop;
	}

	/**
	 * Runs an election.
	 * @param field who takes part, in configured order
	 * @return emits the verdict and what it was given on as soon as the strategy decides,
	 * at the latest after the period; cancelling ends the election without one
	 */
	Mono<Judged> run(List<Contender> field) {
		return Mono.defer(() -> race(this.loop.nanos(), field));
	}

	private Mono<Judged> race(long startNanos, List<Contender> field) {
		Snapshot empty = Snapshot.of(field.stream().map(Contender::candidate).toList(), this.settings.period(),
				this.settings.interval());
		RoundPacer pacer = new RoundPacer(this.settings, field, this.loop.scheduler());
		return Flux.merge(pacer.observations(), pacer.rounds())
			.takeUntilOther(Mono.delay(this.settings.period(), this.loop.scheduler()))
			.scan(empty,
					(snapshot, observation) -> snapshot.with(observation, this.settings.strategy().rounds(), startNanos,
							this.loop.nanos()))
			.map(this::judge)
			.doOnNext((judged) -> pacer.note(judged.verdict()))
			.takeUntil(Judged::isDecided)
			.last()
			.map((judged) -> judged.isDecided() ? judged : judge(judged.snapshot().atTheEnd()));
	}

	private Judged judge(Snapshot snapshot) {
		return new Judged(snapshot, this.settings.strategy().decide(snapshot));
	}

	/**
	 * A verdict and what it was given on.
	 */
	record Judged(Snapshot snapshot, Verdict verdict) {

		boolean isDecided() {
			return this.verdict instanceof Verdict.Decided;
		}

		/** Returns the verdict of a strategy that keeps its contract. */
		Verdict.Decided decided() {
			if (this.verdict instanceof Verdict.Decided decided) {
				return decided;
			}
			throw new IllegalStateException("the strategy did not decide at the end");
		}

	}

}
