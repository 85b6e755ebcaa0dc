package dev.perigee.election;

import java.util.function.Consumer;

import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * When elections are held. Confined to the client's loop.
 */
final class Elections {

	private final Contenders contenders;

	private final Tournament tournament;

	private final Consumer<ElectionRecord> onVerdict;

	private Disposable underWay = Disposables.disposed();

	/** Nobody could be elected, or everybody has failed since. */
	private boolean due;

	/**
	 * Creates the elections of a client; holds none yet.
	 * @param onVerdict told of each election once it is over
	 */
	Elections(Settings settings, Loop loop, Contenders contenders, Consumer<ElectionRecord> onVerdict) {
		this.contenders = contenders;
		this.tournament = new Tournament(settings.election(), loop);
		this.onVerdict = onVerdict;
	}

	/** Holds an election, from its beginning if one is under way. */
	void hold() {
		this.underWay.dispose();
		this.due = false;
		this.underWay = this.tournament.run(this.contenders.all()).subscribe(this::decided);
	}

	boolean isUnderWay() {
		return !this.underWay.isDisposed();
	}

	/** Has one held as soon as there is traffic again. */
	void onAllFailed() {
		this.due = true;
	}

	void onTraffic() {
		if (this.due) {
			hold();
		}
	}

	void stop() {
		this.underWay.dispose();
	}

	private void decided(ElectionRecord record) {
		this.underWay.dispose();
		this.due |= record.winner() == null;
		this.onVerdict.accept(record);
	}

}
