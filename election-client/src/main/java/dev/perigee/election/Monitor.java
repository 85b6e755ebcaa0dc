package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.perigee.election.probe.Silence;
import org.jspecify.annotations.Nullable;

/**
 * Goes on judging after the election, with each sample: whether the incumbent is still
 * the right one. Confined to the client's loop.
 */
final class Monitor {

	private static final long LONGEST_OWN_TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final Settings.Monitoring settings;

	private final Contenders contenders;

	private final Elections elections;

	private final Loop loop;

	private final MoveRule moveRule;

	/** When moves were made by choice. */
	private final List<Long> moves = new ArrayList<>();

	private MoveRule.@Nullable Watch watch;

	/** The incumbent's, whose degradation is watched. */
	private @Nullable Link link;

	private Degradation degradation = Degradation.learning(0);

	/** The medians of the others when it began. */
	private Map<Candidate, Long> usualNanos = Map.of();

	/** An election is held because the incumbent has got worse. */
	private boolean reelection;

	Monitor(Settings.Monitoring settings, Contenders contenders, Elections elections, Loop loop) {
		this.settings = settings;
		this.contenders = contenders;
		this.elections = elections;
		this.loop = loop;
		this.moveRule = new MoveRule(settings.hysteresis());
	}

	/**
	 * Judges a working incumbent by the present measurements.
	 * @param incumbent carries the traffic
	 * @return the move that is due, if one is
	 */
	Optional<Wish> reconsider(Contender incumbent) {
		long nowNanos = this.loop.nanos();
		Ranking.Place place = this.contenders.place(incumbent);
		if (place.isDraining() && mayBeSucceeded(incumbent)) {
			return Optional.empty();
		}
		MoveRule.Watch next = this.moveRule.next(this.watch, place, challengers(incumbent, place.isDraining()),
				this.settings.random().nextDouble(), nowNanos);
		if (next != this.watch) {
			this.watch = next;
			this.contenders.confirm((next != null) ? next.challenger() : null);
		}
		if (next != null && next.isDue(nowNanos) && (place.isDraining() || spendMove())) {
			return Optional.of(new Wish(target(next, incumbent), next.reason()));
		}
		watchDegradation(incumbent);
		return Optional.empty();
	}

	/**
	 * Tells whether to go where an election says. One that was held because the incumbent
	 * had got worse may have found that it is still good enough.
	 * @param record the election
	 * @param incumbent carries the traffic, if anybody does
	 * @return {@code false} to stay
	 */
	boolean accepts(ElectionRecord record, @Nullable Contender incumbent) {
		boolean isUnconditional = !this.reelection;
		this.reelection = false;
		if (isUnconditional || incumbent == null || record.winner() == null
				|| record.winner().equals(incumbent.candidate())) {
			return true;
		}
		Duration present = score(record, incumbent.candidate());
		Duration best = score(record, record.winner());
		return (present == null || best == null
				|| this.settings.hysteresis().isExceeded(present.toNanos(), best.toNanos())) && spendMove();
	}

	/**
	 * Measures the others while the incumbent is silent: if it is this machine's uplink,
	 * none of them must look alive. They are asked as soon as an answer says something.
	 * @param incumbent carries the traffic
	 * @param silent its link
	 * @param verdict what the silence counts as
	 */
	void askOthers(Contender incumbent, Link silent, Silence.Verdict verdict) {
		Duration wait = Duration.ofNanos(Math.max(tellingNanos(silent) - this.loop.nanos(), 0));
		switch (verdict) {
			case DOUBTFUL ->
				this.loop.runAfter(wait, () -> this.contenders.runnerUp(incumbent).ifPresent(Contender::probe));
			case SUSPECT ->
				this.contenders.all().stream().filter((other) -> other != incumbent).forEach(Contender::probe);
			case ALIVE, GONE -> {
			}
		}
	}

	/**
	 * Returns from when on a probe of another path says something of a silence: what was
	 * under way when an outage of all began does not.
	 */
	private static long tellingNanos(Link silent) {
		return silent.silentSinceNanos() + silent.rtt().smoothedNanos();
	}

	/**
	 * Tells what a silence is laid to.
	 * @param silent a connection that has fallen silent
	 */
	Blame blame(Link silent) {
		long sinceNanos = silent.silentSinceNanos();
		long tellingNanos = tellingNanos(silent);
		OptionalLong provenNanos = this.contenders.all()
			.stream()
			.map(Contender::link)
			.filter((link) -> link != null && link != silent)
			.flatMapToLong((link) -> link.provenNanos().stream())
			.filter((nanos) -> nanos >= tellingNanos)
			.min();
		boolean isAlone = provenNanos.isPresent() && silent.isSilentAlone(provenNanos.getAsLong());
		if (isAlone) {
			return Blame.PATH;
		}
		return (this.loop.nanos() - sinceNanos < LONGEST_OWN_TROUBLE_NANOS) ? Blame.UPLINK : Blame.NETWORK;
	}

	/** Forgets what was watched: a move is under way. */
	void reset() {
		this.watch = null;
		this.contenders.confirm(null);
	}

	/** Looks for another gateway of the same address, but not all clients at once. */
	private boolean mayBeSucceeded(Contender draining) {
		Succession succession = draining.succession();
		if (!succession.hasBegun()) {
			double part = this.settings.random().nextDouble() / 2;
			succession.begin(Duration.ofNanos((long) (part * this.settings.hysteresis().dwell().toNanos())));
		}
		return succession.isPromising();
	}

	private List<Ranking.Place> challengers(Contender incumbent, boolean isUrgent) {
		return this.contenders.others(incumbent)
			.filter((one) -> isUrgent || !one.hasFailedWithin(this.settings.moves().probation()))
			.map(this.contenders::place)
			.toList();
	}

	/** Of the region that was watched the transport that is preferred. */
	private Contender target(MoveRule.Watch due, Contender incumbent) {
		Ranking.Place place = this.contenders.place(incumbent);
		return this.contenders
			.best((one) -> one.candidate().region().equals(due.challenger().region())
					&& this.moveRule.reason(place, this.contenders.place(one)) == due.reason())
			.orElseGet(() -> this.contenders.get(due.challenger()));
	}

	private void watchDegradation(Contender incumbent) {
		if (incumbent.link() != this.link) {
			this.link = incumbent.link();
			this.degradation = Degradation.learning(0);
		}
		Degradation before = this.degradation;
		this.degradation = before.with(incumbent.rtt(), incumbent.medianNanos(), this.loop.nanos());
		if (this.degradation == before) {
			return;
		}
		if (this.degradation.worse() == 1) {
			this.usualNanos = this.contenders.others(incumbent)
				.collect(Collectors.toMap(Contender::candidate, Contender::medianNanos));
		}
		switch (this.degradation.conclude(rises(incumbent))) {
			case NONE -> {
			}
			case ASK -> this.contenders.others(incumbent).forEach(Contender::probe);
			case STAY, REBASE -> this.degradation = Degradation.learning(incumbent.rtt().samples());
			case ELECT -> {
				this.degradation = Degradation.learning(incumbent.rtt().samples());
				if (isWithinBudget()) {
					this.reelection = true;
					this.elections.hold();
				}
			}
		}
	}

	private List<OptionalLong> rises(Contender incumbent) {
		return this.contenders.others(incumbent).map(this::rise).toList();
	}

	/** Returns by how much the others are slower than usual, if they were asked since. */
	private OptionalLong rise(Contender other) {
		Long usual = this.usualNanos.get(other.candidate());
		return (usual != null && other.isProvenAt(this.degradation.sinceNanos()))
				? OptionalLong.of(other.rtt().latestNanos() - usual) : OptionalLong.empty();
	}

	private boolean isWithinBudget() {
		return this.settings.moves().allow(this.moves, this.loop.nanos());
	}

	private boolean spendMove() {
		boolean allowed = isWithinBudget();
		if (allowed) {
			this.moves.add(this.loop.nanos());
			if (this.moves.size() > this.settings.moves().budget()) {
				this.moves.remove(0);
			}
		}
		return allowed;
	}

	private static @Nullable Duration score(ElectionRecord record, Candidate candidate) {
		return record.candidates()
			.stream()
			.filter((entry) -> entry.candidate().equals(candidate))
			.findFirst()
			.map(ElectionRecord.Entry::score)
			.orElse(null);
	}

	/** What makes a connection silent. */
	enum Blame {

		/** The path or its gateway: others answer. */
		PATH,

		/** This machine or its uplink: nobody else has answered either. */
		UPLINK,

		/** As {@link #UPLINK}, for so long that it is another network by now. */
		NETWORK

	}

	/**
	 * A move that is due.
	 *
	 * @param target where to
	 * @param reason why
	 */
	record Wish(Contender target, MoveReason reason) {
	}

}
