package dev.perigee.election;

import java.util.Optional;

import dev.perigee.protocol.EchoFlag;

/**
 * Goes on judging after the election, with each sample: whether the incumbent is still
 * the right one. Confined to the client's loop.
 */
final class Monitor {

	private final Contenders contenders;

	private final Loop loop;

	private final MoveRule moveRule;

	private MoveRule.Watch watch = MoveRule.Watch.NOBODY;

	Monitor(Settings.Monitoring settings, Contenders contenders, Loop loop) {
		this.contenders = contenders;
		this.loop = loop;
		this.moveRule = new MoveRule(settings.hysteresis());
	}

	/**
	 * Judges a working incumbent by the present measurements.
	 * @param incumbent carries the traffic
	 * @return whom to move to, if anybody
	 */
	Optional<Contender> reconsider(Contender incumbent) {
		Optional<MoveRule.Challenger> challenger = this.contenders
			.fastest((one) -> one != incumbent && !one.flags().contains(EchoFlag.DRAINING))
			.map((one) -> new MoveRule.Challenger(one.candidate(), one.rtt()));
		this.watch = this.moveRule.next(this.watch, incumbent.rtt(), challenger.orElse(null), this.loop.nanos());
		return Optional.ofNullable(this.watch.isMove() ? this.watch.challenger() : null).map(this.contenders::get);
	}

	/** Forgets what was watched: a move is under way. */
	void reset() {
		this.watch = MoveRule.Watch.NOBODY;
	}

}
