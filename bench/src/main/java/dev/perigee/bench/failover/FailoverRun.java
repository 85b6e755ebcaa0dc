package dev.perigee.bench.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.perigee.bench.failover.FailoverReport.Failover;
import dev.perigee.election.Candidate;
import dev.perigee.election.CandidateState;
import dev.perigee.election.ConnectionState;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.Standings;
import dev.perigee.election.Standings.Standing;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;

/**
 * One cause, over and over, for one user and his peer, who send each other numbered
 * reliable messages all the time. Blocks; used once, by one thread.
 */
final class FailoverRun implements AutoCloseable {

	static final Duration PACE = Duration.ofMillis(5);

	private static final Duration BOUND = Duration.ofSeconds(60);

	private static final Duration DELIVERY_BOUND = Duration.ofSeconds(15);

	/** So long nothing may have changed before the next fault. */
	private static final Duration CALM = Duration.ofSeconds(1);

	/** Faults strike at any moment between two probes. */
	private static final Duration MAX_WAIT = Duration.ofMillis(200);

	private final FailoverWorld world;

	private final Cause cause;

	private final RandomGenerator random;

	private final Consumer<String> progress;

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	private final ElectionClient user;

	private final ElectionClient peer;

	private final List<Participant> participants;

	private final List<Failover> failovers = new ArrayList<>();

	/** What was taken away and is not back yet. */
	private final List<Candidate> missing = new ArrayList<>();

	private volatile Roles roles = Roles.NONE;

	/**
	 * Prepares without connecting.
	 * @param world where
	 * @param cause what befalls the incumbent
	 * @param random when it does
	 * @param progress told about each failover
	 */
	FailoverRun(FailoverWorld world, Cause cause, RandomGenerator random, Consumer<String> progress) {
		this.world = world;
		this.cause = cause;
		this.random = random;
		this.progress = progress;
		String room = "failover-" + cause;
		this.user = world.user(room);
		this.peer = world.peer(room);
		this.user.standings().subscribe((standings) -> this.roles = this.roles.next(standings, LabClock.nanoTime()));
		this.participants = List.of(new Participant("user", this.user, room, this.ledger),
				new Participant("peer", this.peer, room, this.ledger));
	}

	/**
	 * Goes through the failovers.
	 * @param count how many
	 * @param soFar told what they add up to, after each of them and at the end
	 * @throws IllegalStateException when the client doesn't come back in time
	 */
	void run(int count, Consumer<FailoverReport.Row> soFar) {
		this.peer.start().block(BOUND);
		this.user.start().block(BOUND);
		await("everybody sees everybody", () -> this.participants.stream().allMatch((one) -> one.sees(2)));
		this.participants.forEach((one) -> one.startPublishing(PACE,
				(failure) -> this.progress.accept("%s: a message was refused: %s".formatted(this.cause, failure))));
		while (this.failovers.size() < count) {
			Failover failover = failOver();
			this.failovers.add(failover);
			this.progress.accept("%s %d of %d: %s".formatted(this.cause, this.failovers.size(), count, failover));
			soFar.accept(rowOf(settle()));
		}
		mendAll();
		this.participants.forEach(Participant::stopPublishing);
		soFar.accept(rowOf(settle()));
	}

	private Failover failOver() {
		await("somebody stands by in the other region", this::isCalm);
		long momentNanos = LabClock.nanoTime() + this.random.nextLong(MAX_WAIT.toNanos());
		await("the moment of the fault", () -> LabClock.nanoTime() - momentNanos >= 0 && isCalm());
		Roles before = this.roles;
		Candidate incumbent = before.incumbent().orElseThrow().candidate();
		this.ledger.watchForSilence();
		this.cause.inflict(this.world, incumbent);
		await("traffic over another candidate than " + incumbent, () -> hasLeft(incumbent));
		Candidate next = this.roles.incumbent().orElseThrow().candidate();
		settle();
		Duration silence = this.ledger.longestSilence();
		this.missing.add(incumbent);
		if (this.missing.size() == this.cause.mendedTogether()) {
			mendAll();
		}
		return new Failover(incumbent, next, silence.minus(PACE), rtt(before.standby().orElseThrow()));
	}

	private void mendAll() {
		this.cause.mend(this.world, this.missing);
		this.missing.clear();
	}

	private boolean hasLeft(Candidate former) {
		return this.user.state() == ConnectionState.CONNECTED
				&& this.roles.incumbent().filter((one) -> !one.candidate().equals(former)).isPresent();
	}

	private static Duration rtt(Standing usable) {
		return Objects.requireNonNull(usable.rtt(), "a usable candidate has answered").smoothedRtt();
	}

	/** Somebody stands by in another region, and nothing has changed for a while. */
	private boolean isCalm() {
		Roles now = this.roles;
		return this.user.state() == ConnectionState.CONNECTED && this.user.lastElection().isPresent() && now.isWhole()
				&& LabClock.nanoTime() - now.sinceNanos() > CALM.toNanos();
	}

	/**
	 * Waits for what is under way; what does not come is lost.
	 * @return what was published before
	 */
	private Map<String, Integer> settle() {
		Map<String, Integer> published = this.ledger.published();
		long deadlineNanos = LabClock.nanoTime() + DELIVERY_BOUND.toNanos();
		await("messages arrive", () -> this.ledger.haveArrived(published) || LabClock.nanoTime() > deadlineNanos);
		return published;
	}

	private FailoverReport.Row rowOf(Map<String, Integer> published) {
		return FailoverReport.Row.of(this.cause.toString(), this.failovers, this.ledger.totals(published));
	}

	private void await(String what, BooleanSupplier condition) {
		LabClock.await(BOUND, condition,
				() -> "%s: %s; %s, the user is %s".formatted(this.cause, what, this.roles, this.user.state()));
	}

	@Override
	public void close() {
		this.participants.forEach(Participant::stopPublishing);
		this.user.close().block(BOUND);
		this.peer.close().block(BOUND);
	}

	/** Who carries the traffic, who stands by, and since when it is these two. */
	private record Roles(Optional<Standing> incumbent, Optional<Standing> standby, long sinceNanos) {

		static final Roles NONE = new Roles(Optional.empty(), Optional.empty(), 0);

		Roles next(Standings standings, long nowNanos) {
			Optional<Standing> first = standings.incumbent();
			Optional<Standing> second = standings.warm();
			boolean same = same(this.incumbent, first) && same(this.standby, second);
			return new Roles(first, second, same ? this.sinceNanos : nowNanos);
		}

		/** Both work, and a region may die. */
		boolean isWhole() {
			return isUsable(this.incumbent) && isUsable(this.standby)
					&& !this.incumbent.map((one) -> one.candidate().region())
						.equals(this.standby.map((one) -> one.candidate().region()));
		}

		private static boolean isUsable(Optional<Standing> one) {
			return one.filter((present) -> present.state() == CandidateState.USABLE).isPresent();
		}

		private static boolean same(Optional<Standing> one, Optional<Standing> other) {
			return one.map(Standing::candidate).equals(other.map(Standing::candidate));
		}

	}

}
