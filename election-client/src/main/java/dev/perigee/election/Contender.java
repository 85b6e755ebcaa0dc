package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.probe.RttEstimate;
import dev.perigee.election.probe.Silence;
import dev.perigee.election.transport.CandidateDialer;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A candidate over the life of the client: its present link, what its probes say, and
 * when to dial again. Late news of a former link is dropped here, unless the session is
 * still to move from it, by a {@link Succession}. Confined to the client's loop.
 */
final class Contender implements Link.Owner {

	private final Candidate candidate;

	private final CandidateDialer dialer;

	private final Settings.Dialling settings;

	private final Loop loop;

	private final Listener listener;

	private final Exclusion exclusion;

	private final Sinks.Many<Observation> observations = Sinks.many().multicast().directBestEffort();

	private @Nullable Link link;

	private Pace pace;

	private GatewayCondition condition = GatewayCondition.UNKNOWN;

	private @Nullable String failure;

	/** When it was lost last, {@code null} if it never was. */
	private @Nullable Long lostNanos;

	private boolean refused;

	private boolean released;

	/** It is a candidate no more: its present link is its last one. */
	private boolean retired;

	private final Redial redial;

	private final Succession succession;

	private boolean timedOut;

	private int formerProbes;

	private int connections;

	private int echoes;

	Contender(Candidate candidate, CandidateDialer dialer, Settings.Dialling settings, Loop loop, Listener listener) {
		this.candidate = candidate;
		this.dialer = dialer;
		this.settings = settings;
		this.loop = loop;
		this.listener = listener;
		this.exclusion = new Exclusion(loop);
		this.redial = new Redial(settings.backoff(), loop, this::dial,
				(attempt, delay) -> listener.onRedial(this, attempt, delay));
		this.succession = new Succession(this, listener, settings.backoff(), loop);
		this.pace = Pace.steady(settings.interval());
	}

	/** Dials, unless it is connected or dialling already; if it rests, after that. */
	void dial() {
		this.redial.cancel();
		if (this.retired) {
			this.released = true;
		}
		else if (this.redial.isResting()) {
			this.redial.afterRest();
		}
		else if (this.link == null) {
			this.refused = false;
			this.released = false;
			this.listener.onDial(this);
			this.link = dialFor(this);
		}
	}

	/** Dials a link that is its owner's business alone. */
	Link dialFor(Link.Owner owner) {
		Link dialled = new Link(this.loop, this.candidate.transport(), this.pace, owner);
		dialled.dial(this.dialer, this.candidate, this.settings.connectTimeout());
		return dialled;
	}

	/** Has another link from now on, to another gateway behind the same address. */
	void succeed(Link successor) {
		this.formerProbes += (this.link != null) ? this.link.probesSent() : 0;
		this.link = successor;
		this.condition = GatewayCondition.UNKNOWN;
		successor.pace(this.pace);
	}

	/**
	 * Dials soon, as if it had not failed before: others may dial at the same time. After
	 * a refusal the delay goes on growing.
	 */
	void dialSoon() {
		if (this.link == null && !this.refused) {
			this.redial.soon();
		}
	}

	/** Closes the link, if any, and dials no more until it is told to. */
	void release() {
		this.released = true;
		this.redial.cancel();
		this.succession.release();
		if (this.link != null) {
			drop(CloseCode.NORMAL, "not needed");
			this.failure = null;
		}
	}

	/** Is never dialled again, or may be dialled again; a link that stands is kept. */
	void retire(boolean retired) {
		this.retired = retired;
		this.released = true;
	}

	/** Takes back the link of a session that has moved away. */
	void supersede(Link moved) {
		if (moved == this.link) {
			drop(CloseCode.SUPERSEDED, "moved");
			dial();
		}
		else {
			this.succession.release();
		}
	}

	/** Gives the link up because the gateway refused; dials again after a delay. */
	void refuse(String reason, Duration atLeast) {
		noteRefusal();
		Link dropped = this.link;
		if (dropped != null) {
			// not NORMAL: that would end the session, which may stand elsewhere
			dropped.close(CloseCode.SUPERSEDED, "refused");
			onLost(dropped, ConnectionClose.broken(reason), atLeast);
		}
	}

	/** Lets the delay before the next dial grow although the gateway answers probes. */
	void noteRefusal() {
		this.refused = true;
	}

	void pace(Pace pace) {
		this.pace = pace;
		if (this.link != null) {
			this.link.pace(pace);
		}
	}

	/** Probes out of turn. */
	void probe() {
		if (this.link != null) {
			this.link.probe();
		}
	}

	/**
	 * Takes part in an election: dials if need be, and probes at once and at a pace until
	 * told another one.
	 * @param pace the time between two probes
	 * @return what is learned from now on; never completes
	 */
	Flux<Observation> race(Duration pace) {
		return Flux.defer(() -> {
			pace(Pace.steady(pace));
			dial();
			probe();
			Flux<Observation> heard = this.observations.asFlux();
			return this.redial.isResting()
					? heard.startWith(new Observation.Failed(this.candidate, String.valueOf(this.failure))) : heard;
		});
	}

	/**
	 * Shows itself in a qualifying round: as a {@link #race}, but one that is dialled for
	 * it is not dialled again after a failure.
	 */
	Flux<Observation> audition(Duration pace) {
		boolean isStranger = this.link == null;
		return race(pace).doOnSubscribe((subscription) -> this.released |= isStranger);
	}

	/** Is not dialled for a while, unless nobody else is left. */
	void rest(Duration time, String reason) {
		boolean isWanted = !this.released;
		release();
		this.failure = reason;
		this.timedOut = false;
		this.redial.rest(time);
		if (isWanted) {
			dial();
		}
	}

	/**
	 * Tells whether nobody has answered the last dial that has ended, not even with a no.
	 */
	boolean hasTimedOut() {
		return this.timedOut;
	}

	/** Takes its place in the field: is dialled, and dialled again after a failure. */
	void admit() {
		dial();
		this.released = false;
	}

	/** Closes a link that takes too long, as if it had failed, and dials no more. */
	void abandon(String reason) {
		this.released = true;
		Link late = this.link;
		if (late != null) {
			late.close(CloseCode.NORMAL, reason);
			onLost(late, ConnectionClose.broken(reason));
		}
	}

	@Override
	public void onOpen(Link link) {
		this.connections++;
		if (link == this.link) {
			this.listener.onOpen(this);
		}
	}

	@Override
	public void onSample(Link link, long sentNanos, long rttNanos, Frame.Echo echo) {
		if (link != this.link) {
			return;
		}
		this.failure = null;
		this.echoes++;
		this.condition = this.condition.with(echo);
		this.exclusion.onEcho(link, this.condition.isDraining());
		this.observations
			.tryEmitNext(new Observation.Measured(this.candidate, sentNanos, rttNanos, echo.flags(), echo.load()));
		this.listener.onSample(this, link.rtt().samples() == 1);
	}

	@Override
	public void onSilence(Link link, Silence.Verdict verdict) {
		if (link == this.link) {
			this.listener.onSilence(this, link, verdict);
		}
	}

	@Override
	public void onFrame(Link link, Frame frame) {
		if (link == this.link) {
			this.listener.onFrame(this, link, frame);
		}
	}

	@Override
	public void onLost(Link link, ConnectionClose close) {
		onLost(link, close, Duration.ZERO);
	}

	private void onLost(Link link, ConnectionClose close, Duration atLeast) {
		if (link != this.link) {
			return;
		}
		this.succession.abandon();
		this.formerProbes += link.probesSent();
		this.link = null;
		this.failure = close.reason();
		this.timedOut = link.hasTimedOut();
		this.lostNanos = this.loop.nanos();
		this.observations.tryEmitNext(new Observation.Failed(this.candidate, close.reason()));
		this.listener.onLost(this, link, close);
		if (!this.redial.isPlanned() && !this.released) {
			if (link.wasUsable() && !this.refused) {
				this.redial.forgetFailures();
			}
			this.redial.later(atLeast);
		}
	}

	private void drop(CloseCode code, String reason) {
		this.succession.abandon();
		if (this.link != null) {
			this.formerProbes += this.link.probesSent();
			this.link.close(code, reason);
			this.link = null;
		}
	}

	Candidate candidate() {
		return this.candidate;
	}

	@Nullable Link link() {
		return this.link;
	}

	Succession succession() {
		return this.succession;
	}

	CandidateState state() {
		if (this.link != null) {
			return this.link.state();
		}
		return (this.failure != null) ? CandidateState.FAILED : CandidateState.IDLE;
	}

	boolean isUsable() {
		return state() == CandidateState.USABLE;
	}

	/** Returns whether it is left out of every choice. */
	Exclusion exclusion() {
		return this.exclusion;
	}

	boolean isExcluded() {
		return this.exclusion.isExcluded();
	}

	RttEstimate rtt() {
		return (this.link != null) ? this.link.rtt() : RttEstimate.NONE;
	}

	/** Returns the median of the recent round trip times, 0 before the first. */
	long medianNanos() {
		return (this.link != null) ? this.link.medianNanos() : 0;
	}

	/** Tells whether a probe was answered that was sent at a time, or later. */
	boolean isProvenAt(long nanos) {
		return this.link != null && this.link.provenNanos().orElse(Long.MIN_VALUE) >= nanos;
	}

	boolean hasFailedWithin(Duration time) {
		return this.lostNanos != null && this.loop.nanos() - this.lostNanos < time.toNanos();
	}

	GatewayCondition condition() {
		return this.condition;
	}

	@Nullable String failure() {
		return this.failure;
	}

	int probesSent() {
		return this.formerProbes + ((this.link != null) ? this.link.probesSent() : 0);
	}

	int connections() {
		return this.connections;
	}

	int echoes() {
		return this.echoes;
	}

	/** Hears about the contenders. Called on the client's loop. */
	interface Listener {

		void onDial(Contender contender);

		void onOpen(Contender contender);

		void onSample(Contender contender, boolean first);

		void onSilence(Contender contender, Link link, Silence.Verdict verdict);

		void onFrame(Contender contender, Link link, Frame frame);

		void onLost(Contender contender, Link link, ConnectionClose close);

		void onRedial(Contender contender, int attempt, Duration delay);

	}

}
