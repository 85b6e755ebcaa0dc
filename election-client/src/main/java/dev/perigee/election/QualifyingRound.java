package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

import dev.perigee.election.FirstRound.Showing;
import dev.perigee.election.probe.RttEstimate;
import dev.perigee.protocol.Transport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first round of an election among more candidates than may be connected at once: two
 * probes for each region, over one transport, since its transports share the path. The
 * faster one counts: by a single one, every twentieth user of a cellular link would lose
 * all good regions to its noise. A region is closed again at once unless it is among the
 * best so far. The best regions, with all of their transports, make up the field of the
 * tournament.
 * <p>
 * WebSocket goes first, for on a network that drops UDP every region would look dead;
 * regions that have not answered have a turn over WebTransport after that. Whoever is in
 * use, for it carries traffic or is about to, is never closed and always takes part.
 * Confined to the client's loop.
 */
final class QualifyingRound {

	/** How long a turn may take while the field can't be filled. */
	private static final Duration LONGEST_TURN = Duration.ofSeconds(1);

	private static final int PROBES = 2;

	/** Whatever held up the first probe should be over. */
	private static final Duration APART = Duration.ofMillis(100);

	/**
	 * By how many mean deviations the faster of two samples is faster than their mean:
	 * 0.56 standard deviations of a normal distribution, of which one has 1.25.
	 */
	private static final double GAIN_OF_TWO = 0.7;

	/** Of the connections, one part holds the best so far, all other parts probe. */
	private static final int PARTS = 4;

	private final Contenders contenders;

	private final Predicate<Contender> inUse;

	private final Settings settings;

	private final Loop loop;

	private final Duration longestTurn;

	private FirstRound shown;

	private QualifyingRound(Contenders contenders, Predicate<Contender> inUse, Settings settings, Loop loop,
			Duration longestTurn) {
		this.contenders = contenders;
		this.inUse = inUse;
		this.settings = settings;
		this.loop = loop;
		this.longestTurn = longestTurn;
		this.shown = new FirstRound(contenders.all().stream().map(Contender::candidate).toList(), contenders.places());
	}

	/**
	 * Finds out who takes part.
	 * @param contenders all candidates
	 * @param inUse whether a candidate carries traffic, or is about to
	 * @param settings the client's
	 * @param loop the client's
	 * @return emits what was shown once somebody has shown something: rounds are repeated
	 * for as long as nobody has
	 */
	static Mono<FirstRound> run(Contenders contenders, Predicate<Contender> inUse, Settings settings, Loop loop) {
		Mono<FirstRound> quick = Mono
			.defer(() -> new QualifyingRound(contenders, inUse, settings, loop, LONGEST_TURN).run());
		Mono<FirstRound> patient = Mono
			.defer(() -> new QualifyingRound(contenders, inUse, settings, loop, settings.dialling().connectTimeout())
				.run());
		return quick.switchIfEmpty(patient.repeatWhenEmpty((empty) -> empty.concatMap(
				(times) -> Mono.delay(settings.dialling().backoff().delay(times.intValue() + 1), loop.scheduler()))));
	}

	private Mono<FirstRound> run() {
		this.contenders.regions().forEach(this::takeWhatIsKnown);
		closeAllButTheBest(this.contenders.all());
		return Flux.concat(turns(Transport.WEBSOCKET), turns(Transport.WEBTRANSPORT))
			.then(Mono.fromCallable(() -> this.shown))
			.filter((all) -> !all.isEmpty());
	}

	/** A region that is connected needs no probe. */
	private void takeWhatIsKnown(List<Contender> region) {
		region.stream()
			.filter(Contender::isUsable)
			.min(Comparator.comparingLong((one) -> one.rtt().smoothedNanos()))
			.ifPresent((one) -> this.shown = this.shown
				.with(new Showing(one.candidate(), fasterOfTwoNanos(one.rtt()), one.condition().flags())));
	}

	/** What two probes of a region that is connected would show, on average. */
	private static long fasterOfTwoNanos(RttEstimate rtt) {
		return Math.max(rtt.minNanos(), rtt.smoothedNanos() - Math.round(GAIN_OF_TWO * rtt.variationNanos()));
	}

	/** All regions that have shown nothing yet have a turn over one transport. */
	private Flux<Contender> turns(Transport transport) {
		return Flux.defer(() -> Flux.fromIterable(inAnyOrder(this.contenders.regions())))
			.filter((region) -> region.stream().noneMatch((one) -> this.inUse.test(one) || hasShown(one)))
			.concatMapIterable((region) -> region)
			.filter((one) -> one.candidate().transport() == transport)
			.flatMap(this::turn, this.contenders.places() - kept());
	}

	private Mono<Contender> turn(Contender contender) {
		Mono<Long> timeUp = Mono.delay(this.shown.turnLimit(this.longestTurn).plus(APART), this.loop.scheduler())
			.doOnNext((tick) -> giveUp(contender));
		return contender.audition(APART)
			.takeUntilOther(timeUp)
			.takeUntil(Observation.Failed.class::isInstance)
			.ofType(Observation.Measured.class)
			.take(PROBES)
			.reduce(BinaryOperator.minBy(Comparator.comparingLong(Observation.Measured::rttNanos)))
			.doOnNext((measured) -> {
				contender.pace(Pace.steady(this.longestTurn));
				show(new Showing(contender.candidate(), measured.rttNanos(), measured.flags()));
			})
			.map((measured) -> contender);
	}

	/** One echo in time is worth something, too. */
	private static void giveUp(Contender contender) {
		if (!contender.isUsable()) {
			contender.abandon("no echo in the first round");
		}
	}

	private void show(Showing showing) {
		this.shown = this.shown.with(showing);
		closeAllButTheBest(this.shown.showings().stream().map(Showing::candidate).map(this.contenders::get).toList());
	}

	private void closeAllButTheBest(List<Contender> among) {
		List<Candidate> used = this.contenders.all().stream().filter(this.inUse).map(Contender::candidate).toList();
		Set<Candidate> best = this.shown.best(kept() - used.size(), used);
		among.stream()
			.filter((one) -> !used.contains(one.candidate()) && !best.contains(one.candidate()))
			.forEach(Contender::release);
	}

	private int kept() {
		return Math.max(1, this.contenders.places() / PARTS);
	}

	private boolean hasShown(Contender contender) {
		return this.shown.hasShown(contender.candidate().region());
	}

	/**
	 * A block of dead regions in the list must not hold up the rest, nor shall the first
	 * ones of the list have to carry everybody's first messages.
	 */
	private <T> List<T> inAnyOrder(Collection<T> all) {
		List<T> shuffled = new ArrayList<>(all);
		for (int left = shuffled.size(); left > 1; left--) {
			Collections.swap(shuffled, left - 1, this.settings.monitoring().random().nextInt(left));
		}
		return shuffled;
	}

}
