package dev.perigee.election;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The runner-up that stands by: connected, authenticated, in the rooms, so that the
 * session goes on there within one round trip. At most one at a time. Confined to the
 * client's loop.
 */
final class Standby {

	/**
	 * What a gateway needs to get its rooms ready, generously. A failover does not wait
	 * for it; a planned move does, because the incumbent carries the traffic meanwhile.
	 */
	static final Duration SETTLING = Duration.ofMillis(500);

	/** How often somebody better is looked for. */
	private static final Duration LOOK = Duration.ofSeconds(1);

	private final StandbyRule rule;

	private final Contenders contenders;

	private final Attachment.Surroundings surroundings;

	private StandbyRule.Choice choice = StandbyRule.Choice.NOBODY;

	private @Nullable Attachment attachment;

	private long lookedAtNanos;

	Standby(Settings.Monitoring settings, Contenders contenders, Attachment.Surroundings surroundings) {
		this.rule = new StandbyRule(settings.preference(), settings.hysteresis());
		this.contenders = contenders;
		this.surroundings = surroundings;
	}

	/**
	 * Looks who should stand by, and lets that one do so.
	 * @param incumbent carries the traffic
	 * @param wanted the target of a planned move, which comes before all others
	 */
	void reconsider(Contender incumbent, @Nullable Contender wanted) {
		if (this.attachment != null && !this.attachment.isLive()) {
			lost();
		}
		Attachment present = this.attachment;
		if (present != null && (wanted == null || wanted == present.contender())
				&& isUnderSuspicion(present.contender())) {
			return;
		}
		if (isSettledOn(wanted)) {
			return;
		}
		this.lookedAtNanos = this.surroundings.loop().nanos();
		this.choice = this.rule.next(this.choice, incumbent.candidate(), this.contenders.ranked(),
				this.surroundings.loop().nanos());
		Contender next = (wanted != null && this.contenders.isEligible(wanted)) ? wanted
				: Optional.ofNullable(this.choice.standby()).map(this.contenders::get).orElse(null);
		if (((present != null) ? present.contender() : null) == next) {
			return;
		}
		drop();
		if (next != null) {
			standBy(next);
		}
	}

	/** Looked at a moment ago, and still able to take over. */
	private boolean isSettledOn(@Nullable Contender wanted) {
		Attachment present = this.attachment;
		return present != null && (wanted == null || wanted == present.contender())
				&& this.contenders.isEligible(present.contender())
				&& this.surroundings.loop().nanos() - this.lookedAtNanos < LOOK.toNanos();
	}

	/** Until its burst of probes is over, nobody knows. */
	private static boolean isUnderSuspicion(Contender contender) {
		return contender.state() == CandidateState.OPEN && !contender.isExcluded();
	}

	private void standBy(Contender next) {
		Link link = next.link();
		if (link != null && this.surroundings.session().isResumable()) {
			this.attachment = new Attachment(next, link, this.surroundings);
			this.attachment.standBy();
		}
	}

	/** Traffic has arrived: whoever stood by for another session does so no longer. */
	void onArrival(Attachment current) {
		if (!current.resumed()) {
			drop();
		}
	}

	/** Stands by no longer; a gateway that knows about it is told by closing. */
	void drop() {
		Attachment dropped = this.attachment;
		if (dropped != null) {
			this.attachment = null;
			boolean told = dropped.isGreeted();
			dropped.end();
			if (told && dropped.isLive()) {
				dropped.contender().supersede(dropped.link());
			}
		}
	}

	/**
	 * Hands over what stands by on a link, which is somebody else's business from now on.
	 * @return {@code null} when the gateway knows nothing of it
	 */
	@Nullable Attachment take(Link link) {
		Attachment taken = on(link);
		if (taken == null) {
			return null;
		}
		this.attachment = null;
		if (!taken.isGreeted()) {
			taken.end();
			return null;
		}
		return taken;
	}

	/** Returns what stands by on a link, if anything does. */
	@Nullable Attachment on(Link link) {
		return (this.attachment != null && this.attachment.link() == link) ? this.attachment : null;
	}

	/** Its link is lost. */
	void lost() {
		if (this.attachment != null) {
			this.attachment.end();
			this.attachment = null;
		}
	}

	void join(String room) {
		if (this.attachment != null) {
			this.attachment.join(room);
		}
	}

	void leave(String room) {
		if (this.attachment != null) {
			this.attachment.leave(room);
		}
	}

	boolean is(Attachment attachment) {
		return attachment == this.attachment;
	}

	@Nullable Attachment attachment() {
		return this.attachment;
	}

	@Nullable Contender contender() {
		return (this.attachment != null) ? this.attachment.contender() : null;
	}

	/**
	 * Tells whether a planned move to a candidate would lose no time, and would be no
	 * move to a gateway that is leaving as well.
	 * @param target the candidate, or {@code null} for whoever stands by
	 */
	boolean isSettled(@Nullable Contender target) {
		Contender next = contender();
		return this.attachment != null && next != null && (target == null || next == target)
				&& this.attachment.isWarmFor(SETTLING) && this.contenders.isEligible(next) && !next.isExcluded();
	}

}
