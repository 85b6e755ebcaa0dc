package dev.perigee.election;

import java.time.Duration;
import java.util.function.BiConsumer;

import dev.perigee.protocol.ControlFrames;
import org.jspecify.annotations.Nullable;

/**
 * Planned moves, from the wish to the moment when nothing is left to wait for: the target
 * stands by before the session goes there, so that it leaves the incumbent only for a
 * gateway that has said yes and is ready. Confined to the client's loop.
 */
final class Migrations {

	/** The reason of a move to the winner of an election. */
	static final String ELECTED = "elected";

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
			this.move = Move.to(this.contenders.get(record.winner()), ELECTED, this.loop.nanos());
		}
		this.proven = true;
	}

	/**
	 * The gateway of the incumbent is leaving.
	 * @return how long to stay there
	 */
	Duration leave(ControlFrames.GoAway goAway) {
		Duration delay = Duration.ofMillis(goAway.suggestedDelayMillis());
		this.move = Move.away(goAway.reason(), this.loop.nanos(), delay, Duration.ofMillis(goAway.deadlineMillis()));
		return delay;
	}

	/**
	 * Sees to it that somebody stands by, and makes the planned move if nothing is left
	 * to wait for. An election is not disturbed by that, unless the incumbent is leaving.
	 * @param begin takes the session to a candidate, for a reason
	 */
	void advance(Contender incumbent, BiConsumer<Contender, String> begin) {
		if (this.elections.isUnderWay() && (this.move == null || this.move.target() != null)) {
			return;
		}
		Move wanted = wanted(incumbent);
		this.move = wanted;
		this.standby.reconsider(incumbent, (wanted != null) ? wanted.target() : null);
		settle(incumbent);
		Contender ready = this.standby.contender();
		if (wanted != null && ready != null && wanted.isDue(this.loop.nanos())
				&& this.standby.isSettled(wanted.target())) {
			begin.accept(ready, wanted.reason());
		}
	}

	private @Nullable Move wanted(Contender incumbent) {
		if (this.move == null) {
			return this.monitor.reconsider(incumbent)
				.map((wish) -> Move.to(wish.target(), wish.reason(), this.loop.nanos()))
				.orElse(null);
		}
		return (this.move.target() == incumbent || this.move.isStale(this.loop.nanos())) ? null : this.move;
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
