package dev.perigee.election;

import java.time.Duration;
import java.util.function.BiConsumer;

import dev.perigee.protocol.ControlFrames;
import org.jspecify.annotations.Nullable;

/**
 * Planned moves, from the wish to the moment when nothing is left to wait for: the target
 * stands by before the session goes there, so that it leaves the incumbent only for a
 * gateway that has said yes and is ready. A gateway that is leaving is left for another
 * one behind the same address if there is one, else for another candidate. Confined to
 * the client's loop.
 */
final class Migrations {

	/**
	 * How long before the move another gateway is looked for: a balancer may take a while
	 * to notice, but no connection should stand idle for long.
	 */
	private static final Duration MOST_AHEAD = Duration.ofSeconds(5);

	private final Contenders contenders;

	private final Standby standby;

	private final Elections elections;

	private final Monitor monitor;

	private final Experience experience;

	private final Loop loop;

	private @Nullable Move move;

	/** Whether the incumbent has just been found to be good. */
	private boolean proven;

	Migrations(Contenders contenders, Standby standby, Elections elections, Monitor monitor, Experience experience,
			Loop loop) {
		this.contenders = contenders;
		this.standby = standby;
		this.elections = elections;
		this.monitor = monitor;
		this.experience = experience;
		this.loop = loop;
	}

	/** An election is over. */
	void elected(ElectionRecord record, @Nullable Contender incumbent) {
		if (record.winner() != null && this.monitor.accepts(record, incumbent)) {
			this.move = Move.to(this.contenders.get(record.winner()), MoveReason.ELECTED, this.loop.nanos());
		}
		this.proven = true;
	}

	/**
	 * The gateway of the incumbent is leaving. Clients look for another one at different
	 * times, as they move.
	 * @return how long to stay there
	 */
	Duration leave(Contender incumbent, ControlFrames.GoAway goAway) {
		Duration delay = Duration.ofMillis(goAway.suggestedDelayMillis());
		boolean isStruck = this.contenders.isStruck(incumbent);
		if (!isStruck) {
			Duration ahead = delay.dividedBy(2);
			incumbent.succession().begin(delay.minus((ahead.compareTo(MOST_AHEAD) < 0) ? ahead : MOST_AHEAD));
		}
		this.move = Move.away(isStruck ? MoveReason.REMOVED : MoveReason.DRAINING, goAway.reason(), this.loop.nanos(),
				delay, Duration.ofMillis(goAway.deadlineMillis()));
		return delay;
	}

	/**
	 * Sees to it that somebody stands by, and makes the planned move if nothing is left
	 * to wait for. An election is not disturbed by that, unless the incumbent is leaving.
	 * @param begin takes the session to a candidate
	 */
	void advance(Attachment current, BiConsumer<Contender, Move> begin) {
		if (this.elections.isUnderWay() && (this.move == null || this.move.target() != null)) {
			return;
		}
		Contender incumbent = current.contender();
		Move wanted = wanted(current);
		Contender target = (wanted != null) ? target(wanted, current) : null;
		this.move = wanted;
		this.standby.reconsider(incumbent, target);
		settle(incumbent);
		Contender ready = this.standby.contender();
		if (wanted != null && ready != null && isDue(wanted, target, incumbent) && this.standby.isSettled(target)) {
			begin.accept(ready, wanted);
		}
	}

	private @Nullable Move wanted(Attachment current) {
		long nowNanos = this.loop.nanos();
		Contender incumbent = current.contender();
		if (this.move != null) {
			return (this.move.target() == incumbent || this.move.isStale(nowNanos)) ? null : this.move;
		}
		if (incumbent.succession().hasReplaced(current.link())) {
			return Move.away(MoveReason.DRAINING, "", nowNanos, Duration.ZERO, Move.VALID);
		}
		return this.monitor.reconsider(incumbent)
			.map((wish) -> Move.to(wish.target(), wish.reason(), nowNanos))
			.orElse(null);
	}

	/** Another gateway of the same address comes before whoever stands by. */
	private @Nullable Contender target(Move wanted, Attachment current) {
		Contender incumbent = current.contender();
		boolean hasSuccessor = incumbent.succession().hasReplaced(current.link())
				&& this.contenders.isEligible(incumbent);
		return (wanted.target() == null && hasSuccessor) ? incumbent : wanted.target();
	}

	/** Nobody goes far away while another gateway near by may still turn up in time. */
	private boolean isDue(Move wanted, @Nullable Contender target, Contender incumbent) {
		long nowNanos = this.loop.nanos();
		return wanted.isDue(nowNanos)
				&& (target != null || !incumbent.succession().isPromising() || wanted.isUrgent(nowNanos));
	}

	/** The session is on its way to another candidate. */
	void begun() {
		this.monitor.reset();
	}

	/** The traffic is there. */
	void arrived(Contender incumbent) {
		if (this.move != null && this.move.isDoneBy(incumbent)) {
			this.move = null;
		}
		this.proven = true;
	}

	/** The incumbent is lost: what was planned for it is void. */
	void abandon() {
		this.move = null;
	}

	/** Gives everybody the pace of its role, which an election does not ask for. */
	private void settle(Contender incumbent) {
		if (this.elections.isUnderWay()) {
			return;
		}
		this.contenders.settle(incumbent, this.standby.contender());
		if (this.proven) {
			this.proven = false;
			this.experience.onSettled(incumbent);
		}
	}

}
