package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.probe.Silence;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Finds another gateway behind the address of one that is leaving: dials beside the
 * contender's link until a connection lands on a gateway that stays, and takes the link's
 * place. The former link goes on carrying the session until that has moved. A load
 * balancer leads each dial anew; where one gateway has the address for itself, all dials
 * are in vain. Confined to the client's loop.
 */
final class Succession implements Link.Owner {

	/**
	 * So many dials are worth waiting for. Where every second gateway is leaving, one
	 * search in 32 takes more.
	 */
	private static final int PROMISING = 5;

	private final Contender contender;

	private final Contender.Listener listener;

	private final Redial redial;

	/** Whose successor is looked for, or was the last time. */
	private @Nullable Link leaving;

	/** Is dialled, or waits for its first echo. */
	private @Nullable Link dialled;

	/** Has been succeeded, and still stands. */
	private @Nullable Link former;

	private int dials;

	/** Creates the successions of a contender's links; none is under way. */
	Succession(Contender contender, Contender.Listener listener, Backoff backoff, Loop loop) {
		this.contender = contender;
		this.listener = listener;
		this.redial = new Redial(backoff, loop, this::dial, (attempt, delay) -> {
		});
	}

	/**
	 * Looks for a successor of the contender's link after a delay, also if that was in
	 * vain before; not while the session is still to move from a former one.
	 */
	void begin(Duration delay) {
		Link present = this.contender.link();
		if (present != null && this.former == null) {
			abandon();
			this.leaving = present;
			this.dials = 0;
			this.redial.forgetFailures();
			this.redial.after(delay);
		}
	}

	/** Tells whether a successor of the contender's link is looked for, or was. */
	boolean hasBegun() {
		return this.leaving != null && this.leaving == this.contender.link();
	}

	/**
	 * Tells whether a successor is likely to turn up. One is looked for after that, for
	 * who has nowhere else to go.
	 */
	boolean isPromising() {
		return (this.dialled != null) ? this.dials <= PROMISING : this.redial.isPlanned() && this.dials < PROMISING;
	}

	/** Tells whether the contender's link has taken the place of another one. */
	boolean hasReplaced(Link link) {
		return link == this.former && this.contender.link() != null;
	}

	/** Looks no longer. */
	void abandon() {
		this.redial.cancel();
		if (this.dialled != null) {
			this.dialled.close(CloseCode.NORMAL, "not needed");
			this.dialled = null;
		}
	}

	/** Closes a former link, from which the session has moved or where it ends. */
	void release() {
		if (this.former != null) {
			// not NORMAL: that would end the session
			this.former.close(CloseCode.SUPERSEDED, "moved");
			this.former = null;
		}
	}

	private void dial() {
		this.dials++;
		this.dialled = this.contender.dialFor(this);
	}

	private void dialAgain() {
		this.dialled = null;
		this.redial.later(Duration.ZERO);
	}

	@Override
	public void onOpen(Link link) {
		this.contender.onOpen(link);
	}

	@Override
	public void onSample(Link link, long sentNanos, long rttNanos, Frame.Echo echo) {
		if (link == this.former) {
			return;
		}
		if (GatewayCondition.UNKNOWN.with(echo).isDraining()) {
			link.close(CloseCode.NORMAL, "leaving as well");
			dialAgain();
			return;
		}
		this.dialled = null;
		replace(link);
		this.contender.onSample(link, sentNanos, rttNanos, echo);
	}

	private void replace(Link successor) {
		Link replaced = this.contender.link();
		if (replaced != null) {
			replaced.passTo(this);
		}
		this.former = replaced;
		successor.passTo(this.contender);
		this.contender.succeed(successor);
	}

	@Override
	public void onSilence(Link link, Silence.Verdict verdict) {
		if (link == this.former) {
			this.listener.onSilence(this.contender, link, verdict);
		}
		else if (verdict == Silence.Verdict.GONE) {
			link.abandon();
		}
	}

	@Override
	public void onFrame(Link link, Frame frame) {
		if (link == this.former) {
			this.listener.onFrame(this.contender, link, frame);
		}
	}

	@Override
	public void onLost(Link link, ConnectionClose close) {
		if (link == this.former) {
			this.listener.onLost(this.contender, link, close);
			this.former = null;
		}
		else {
			dialAgain();
		}
	}

}
