package dev.perigee.election;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * When elections are held, and among whom. Confined to the client's loop.
 */
final class Elections {

	private final Settings settings;

	private final Loop loop;

	private final Contenders contenders;

	private final Listener listener;

	private Disposable underWay = Disposables.disposed();

	private Disposable review = Disposables.disposed();

	/** Nobody could be elected, or everybody has failed since. */
	private boolean due;

	Elections(Settings settings, Loop loop, Contenders contenders, Listener listener) {
		this.settings = settings;
		this.loop = loop;
		this.contenders = contenders;
		this.listener = listener;
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

	void onTraffic() {
		if (this.due) {
			hold();
		}
	}

	void stop() {
		this.underWay.dispose();
		this.review.dispose();
	}

	private Mono<ElectionRecord> election() {
		RecordWriter writer = new RecordWriter(this.contenders.all(), this.loop);
		Settings.Election rule = this.settings.election();
		Tournament tournament = new Tournament(rule, this.loop);
		if (!this.contenders.areTooMany()) {
			return tournament.run(this.contenders.all())
				.map((judged) -> writer.write(judged, rule.strategy(), Candidate::toString, rule.wallClock()));
		}
		return qualify().flatMap((shown) -> tournament.run(this.contenders.field())
			.map((judged) -> writer.write(judged, rule.strategy(), shown::exclusion, rule.wallClock())));
	}

	/** Chooses the field anew. */
	private Mono<FirstRound> qualify() {
		return QualifyingRound.run(this.contenders, this.listener::isInUse, this.settings, this.loop)
			.doOnNext((shown) -> this.contenders.admit(shown.field(
					this.contenders.all().stream().filter(this.listener::isInUse).map(Contender::candidate).toList())));
	}

	private void decided(ElectionRecord record) {
		stop();
		this.due |= record.winner() == null;
		if (this.contenders.areTooMany()) {
			reviewLater();
		}
		this.listener.onVerdict(record);
	}

	private void reviewLater() {
		Pace pace = Pace.around(this.settings.election().reviewInterval(), this.settings.monitoring().random());
		this.review = this.loop.schedule(this::review, pace.nextNanos());
	}

	/**
	 * Looks again at those outside of the field. Whoever is better now is watched from
	 * then on, and has to show what any challenger has to.
	 */
	private void review() {
		this.underWay = qualify().subscribe((shown) -> {
			stop();
			reviewLater();
			this.listener.onReviewed();
		});
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
