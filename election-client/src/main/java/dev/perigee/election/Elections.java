package dev.perigee.election;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.perigee.election.memory.NetworkMemory;
import dev.perigee.election.memory.NetworkMemory.LastKnownGood;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * When elections are held, and among whom. Confined to the client's loop.
 */
final class Elections {

	private static final Duration NEWCOMERS = Duration.ofSeconds(5);

	private final Settings settings;

	private final Loop loop;

	private final Contenders contenders;

	private final Experience experience;

	private final Listener listener;

	private Disposable underWay = Disposables.disposed();

	private Disposable review = Disposables.disposed();

	/** There are candidates that nobody has looked at. */
	private boolean newcomers;

	/** Nobody could be elected, or everybody has failed since. */
	private boolean due;

	Elections(Settings settings, Loop loop, Contenders contenders, Experience experience, Listener listener) {
		this.settings = settings;
		this.loop = loop;
		this.contenders = contenders;
		this.experience = experience;
		this.listener = listener;
	}

	/** Holds the first election, if it is known who was good here by a single probe. */
	void start() {
		this.underWay = this.experience.recall()
			.flatMap(this::warmStart)
			.switchIfEmpty(Mono.defer(this::election))
			.subscribe(this::decided);
	}

	/** Holds an election, from its beginning if one is under way. */
	void hold() {
		stop();
		this.due = false;
		this.underWay = Mono.defer(this::election).subscribe(this::decided);
	}

	boolean isUnderWay() {
		return !this.underWay.isDisposed();
	}

	/** Has one held as soon as there is traffic again, or as there is somebody else. */
	void onAllFailed() {
		if (!this.contenders.areTooMany()) {
			this.due = true;
		}
		else if (!isUnderWay()) {
			hold();
		}
	}

	/**
	 * Has newcomers looked at soon, but not by all clients at once: they have heard of
	 * them at the same moment.
	 */
	void onNewcomers() {
		this.newcomers = true;
		if (!isUnderWay()) {
			double part = this.settings.monitoring().random().nextDouble();
			this.review.dispose();
			this.review = this.loop.schedule(this::review, Duration.ofNanos((long) (part * NEWCOMERS.toNanos())));
		}
	}

	void onTraffic() {
		if (this.due) {
			hold();
		}
	}

	void stop() {
		this.underWay.dispose();
		this.review.dispose();
	}

	/**
	 * Has one probe confirm the candidate that was good the last time. Its region is
	 * dialled over all transports: that UDP got through then is no promise.
	 * @return empty when nobody is remembered, or the candidate is a surprise
	 */
	private Mono<ElectionRecord> warmStart(NetworkMemory memory) {
		Settings.Election election = this.settings.election();
		LastKnownGood good = memory.freshGood(election.wallClock().instant(), this.settings.memory().expiry())
			.filter(this.contenders::holds)
			.orElse(null);
		if (good == null) {
			return Mono.empty();
		}
		LastKnownGoodStrategy rule = LastKnownGoodStrategy.of(good);
		RecordWriter writer = new RecordWriter(this.contenders.all(), this.loop);
		this.contenders.admit(candidates(this.contenders.all()
			.stream()
			.filter((one) -> one.candidate().region().equals(good.region()))
			.toList()));
		return tournament(election.by(rule, rule.patience()), writer,
				(one) -> "not dialled, for another is known to be good")
			.filter((record) -> record.winner() != null);
	}

	private Mono<ElectionRecord> election() {
		RecordWriter writer = new RecordWriter(this.contenders.all(), this.loop);
		return field().flatMap((whyOutside) -> tournament(this.settings.election(), writer, whyOutside));
	}

	private Mono<ElectionRecord> tournament(Settings.Election election, RecordWriter writer,
			Function<Candidate, String> whyOutside) {
		return new Tournament(election, this.loop).run(this.contenders.field())
			.map((judged) -> writer.write(judged, election.strategy(), whyOutside, election.wallClock()));
	}

	/**
	 * Chooses who may be connected.
	 * @return emits why another may not, once the field stands
	 */
	private Mono<Function<Candidate, String>> field() {
		if (!this.contenders.areTooMany()) {
			this.contenders.admit(candidates(this.contenders.all()));
			return Mono.just(Candidate::toString);
		}
		return QualifyingRound.run(this.contenders, this.listener::isInUse, this.settings, this.loop).map((shown) -> {
			List<Contender> inUse = this.contenders.all().stream().filter(this.listener::isInUse).toList();
			this.contenders.admit(shown.field(candidates(inUse)));
			return shown::exclusion;
		});
	}

	private void decided(ElectionRecord record) {
		stop();
		this.due |= record.winner() == null;
		if (this.newcomers) {
			onNewcomers();
		}
		else if (record.strategy().equals(LastKnownGoodStrategy.NAME)) {
			reviewAfter(this.settings.monitoring().standbyInterval());
		}
		else if (this.contenders.areTooMany()) {
			reviewAfter(this.settings.election().reviewInterval());
		}
		this.listener.onVerdict(record);
	}

	private void reviewAfter(Duration time) {
		this.review = this.loop.schedule(this::review,
				Pace.around(time, this.settings.monitoring().random()).nextNanos());
	}

	/**
	 * Looks at those outside of the field. Whoever is better is watched from then on, and
	 * has to show what any challenger has to.
	 */
	private void review() {
		this.newcomers = false;
		this.underWay = Mono.defer(this::field).subscribe((whyOutside) -> {
			stop();
			if (this.contenders.areTooMany()) {
				reviewAfter(this.settings.election().reviewInterval());
			}
			this.listener.onReviewed();
		});
	}

	private static Set<Candidate> candidates(Collection<Contender> contenders) {
		return contenders.stream().map(Contender::candidate).collect(Collectors.toSet());
	}

	/** Hears about the elections. Called on the client's loop. */
	interface Listener {

		/** Tells whether a candidate carries the traffic, or is about to. */
		boolean isInUse(Contender contender);

		void onVerdict(ElectionRecord record);

		/** Others than before may be in the field. */
		void onReviewed();

	}

}
