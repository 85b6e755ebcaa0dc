package dev.perigee.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Probes the field of one election at the moments that the strategy wants, and those that
 * rest only now and then, for a link that carries traffic must not go unwatched. Confined
 * to the client's loop.
 */
final class RoundPacer {

	/** Between probes that no round asked for. */
	private static final Duration RESTING_INTERVAL = Duration.ofSeconds(1);

	private final Settings.Election settings;

	private final List<Contender> field;

	private final Scheduler scheduler;

	private Verdict.Undecided latest = new Verdict.Undecided();

	RoundPacer(Settings.Election settings, List<Contender> field, Scheduler scheduler) {
		this.settings = settings;
		this.field = field;
		this.scheduler = scheduler;
	}

	/**
	 * Lets the field race.
	 * @return what is learned of it; never completes
	 */
	Flux<Observation> observations() {
		// a steady strategy needs no rounds: each candidate keeps the interval by itself
		Duration pace = isSteady() ? this.settings.interval() : RESTING_INTERVAL;
		// the handshake that costs least to begin goes first: nobody waits for the others
		return Flux.fromIterable(this.field)
			.sort(Comparator.comparing((contender) -> contender.candidate().transport()))
			.flatMap((contender) -> contender.race(pace), this.field.size());
	}

	/**
	 * Probes round by round, from the second on: the first is the one that each candidate
	 * starts with.
	 * @return emits nothing; completes with the last round of the period
	 */
	Flux<Observation> rounds() {
		if (isSteady()) {
			return Flux.empty();
		}
		ProbeRounds schedule = this.settings.strategy().rounds();
		Duration interval = this.settings.interval();
		return Flux.range(1, schedule.at(this.settings.period(), interval))
			.flatMap((round) -> Mono.delay(schedule.startOf(round, interval), this.scheduler)
				.doOnNext((tick) -> probe(schedule.isForAll(round))), Integer.MAX_VALUE)
			.thenMany(Flux.empty());
	}

	/** Hears of each verdict. */
	void note(Verdict verdict) {
		if (verdict instanceof Verdict.Undecided undecided) {
			this.latest = undecided;
		}
	}

	private boolean isSteady() {
		return this.settings.strategy().rounds() == ProbeRounds.STEADY;
	}

	private void probe(boolean isForAll) {
		this.field.stream()
			.filter((contender) -> this.latest.wants(contender.candidate(), isForAll))
			.forEach(Contender::probe);
	}

}
