package dev.perigee.election;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.EchoFlag;

/**
 * Goes on judging after the election, with each sample: whether the incumbent is still
 * the right one. Confined to the client's loop.
 */
final class Monitor {

	private static final long LONGEST_OWN_TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(3);

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

	/**
	 * Tells whether a silence is laid to this machine or its uplink rather than to a path
	 * or a gateway: nobody else has answered either. Not for long, for a network that has
	 * changed leaves all connections behind.
	 * @param silent a connection that has fallen silent
	 * @return {@code true} to keep it and go on asking
	 */
	boolean isOwnTrouble(Link silent) {
		long sinceNanos = silent.silentSinceNanos();
		OptionalLong provenNanos = this.contenders.all()
			.stream()
			.map(Contender::link)
			.filter((link) -> link != null && link != silent)
			.flatMapToLong((link) -> link.provenNanos().stream())
			.filter((nanos) -> nanos >= sinceNanos)
			.min();
		boolean isAlone = provenNanos.isPresent() && silent.isSilentAlone(provenNanos.getAsLong());
		return !isAlone && this.loop.nanos() - sinceNanos < LONGEST_OWN_TROUBLE_NANOS;
	}

	/** Forgets what was watched: a move is under way. */
	void reset() {
		this.watch = MoveRule.Watch.NOBODY;
	}

}
