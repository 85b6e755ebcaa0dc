package dev.perigee.election;

import java.time.Duration;
import java.util.List;

import dev.perigee.election.probe.Silence;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session connected: takes the first usable candidate, moves to the elected
 * one, fails over when the incumbent is lost, and dials on when everything is. Confined
 * to the client's loop; all changes of state go through {@link #transitionTo}.
 */
final class ConnectionManager implements Contender.Listener, Attachment.Listener, Elections.Listener {

	private final Settings settings;

	private final Loop loop;

	private final Contenders contenders;

	private final Rooms rooms;

	private final Elections elections;

	private final Experience experience;

	private final Monitor monitor;

	private final Announcements announcements;

	private final Session session = new Session();

	private final RefusalPolicy refusals;

	private Phase phase = new Phase.Idle();

	/** The candidate that the last election chose, until the traffic is there. */
	private @Nullable Contender elected;

	private long startNanos;

	ConnectionManager(Settings settings, Loop loop, List<Candidate> candidates, Dialers dialers, Rooms rooms,
			Announcements announcements) {
		this.settings = settings;
		this.loop = loop;
		this.rooms = rooms;
		this.announcements = announcements;
		this.contenders = new Contenders(settings,
				candidates.stream()
					.map((candidate) -> new Contender(candidate, dialers.of(candidate.transport()), settings.dialling(),
							loop, this))
					.toList());
		this.refusals = new RefusalPolicy(this.session, this.contenders);
		this.experience = new Experience(settings, loop, this.contenders);
		this.elections = new Elections(settings, loop, this.contenders, this.experience, this);
		this.monitor = new Monitor(settings.monitoring(), this.contenders, this.elections, loop);
	}

	void start() {
		if (this.phase instanceof Phase.Idle) {
			this.startNanos = this.loop.nanos();
			transitionTo(new Phase.Connecting(null, null, false));
			this.elections.start();
		}
	}

	void close() {
		if (!this.phase.state().isFinal()) {
			end(ConnectionState.CLOSED);
			this.announcements.event(new ConnectionEvent.Closed());
		}
	}

	/** A room was added: whatever the session stands on has to join it. */
	void join(String room) {
		if (this.phase.current() != null) {
			this.phase.current().join(room);
		}
		if (this.phase.pending() != null) {
			this.phase.pending().join(room);
		}
	}

	@Override
	public void onSample(Contender contender, boolean first) {
		if (first) {
			this.experience.onUsable(contender);
			this.announcements.event(new ConnectionEvent.CandidateUsable(contender.candidate(), sinceStart()));
		}
		if (this.phase instanceof Phase.Connecting connecting && connecting.pending() == null
				&& this.contenders.isEligible(contender)) {
			attach(contender, "usable");
		}
		else if (contender == this.elected) {
			pursueElected();
		}
		else if (this.phase instanceof Phase.Connected connected && !this.elections.isUnderWay()) {
			reconsider(connected.current().contender());
		}
		announceStandings();
	}

	@Override
	public void onSilence(Contender contender, Link link, Silence.Verdict verdict) {
		if (contender == incumbent()) {
			this.contenders.askOthers(contender, verdict);
		}
		if (verdict == Silence.Verdict.GONE && !this.monitor.isOwnTrouble(link)) {
			link.abandon();
		}
		announceStandings();
	}

	@Override
	public void onFrame(Contender contender, Link link, Frame frame) {
		Attachment current = this.phase.current();
		Attachment pending = this.phase.pending();
		if (current != null && current.link() == link) {
			current.onFrame(frame);
		}
		else if (pending != null && pending.link() == link) {
			pending.onFrame(frame);
		}
		else if (frame instanceof ControlFrames.GoAway goAway) {
			contender.exclude(Duration.ofMillis(goAway.deadlineMillis()).plus(RefusalPolicy.ELSEWHERE));
		}
	}

	@Override
	public void onLost(Contender contender, Link link, ConnectionClose close) {
		this.announcements.event(new ConnectionEvent.CandidateLost(contender.candidate(), close.reason()));
		this.experience.onLost(contender);
		Attachment pending = this.phase.pending();
		if (pending != null && pending.link() == link) {
			pendingLost(pending, close);
		}
		else if (this.phase.current() != null && this.phase.current().link() == link) {
			incumbentLost(this.phase.current(), close);
		}
		tellIfAllFailed();
		announceStandings();
	}

	@Override
	public void onRedial(Contender contender, int attempt, Duration delay) {
		if (this.phase instanceof Phase.Connecting) {
			this.announcements.event(new ConnectionEvent.Reconnecting(contender.candidate(), attempt, delay));
		}
	}

	@Override
	public void onReady(Attachment attachment) {
		if (attachment == this.phase.pending()) {
			swap(attachment);
		}
	}

	@Override
	public void onFailed(Attachment attachment, String reason) {
		if (attachment == this.phase.pending()) {
			attachment.contender().refuse(reason, Duration.ZERO);
		}
	}

	@Override
	public void onRefused(Attachment attachment, Refusal refusal) {
		if (attachment != this.phase.pending()) {
			return;
		}
		heed(attachment, refusal);
		if (!this.phase.state().isFinal()) {
			attachment.contender().refuse(refusal.text(), refusal.retryAfter());
		}
	}

	@Override
	public void onGoAway(Attachment attachment, ControlFrames.GoAway goAway) {
		attachment.contender().exclude(Duration.ofMillis(goAway.deadlineMillis()).plus(RefusalPolicy.ELSEWHERE));
		this.loop.schedule(() -> leave(attachment, goAway.reason()), Duration.ofMillis(goAway.suggestedDelayMillis()));
	}

	@Override
	public boolean isInUse(Contender contender) {
		return isOn(this.phase.current(), contender) || isOn(this.phase.pending(), contender);
	}

	@Override
	public void onVerdict(ElectionRecord record) {
		this.announcements.elected(record);
		if (record.winner() == null) {
			return;
		}
		Contender incumbent = incumbent();
		this.elected = this.monitor.accepts(record, incumbent) ? this.contenders.get(record.winner()) : incumbent;
		pursueElected();
	}

	@Override
	public void onReviewed() {
		pursueElected();
	}

	/**
	 * Moves to the elected candidate as soon as it is usable; then all find their pace.
	 */
	private void pursueElected() {
		if (!(this.phase instanceof Phase.Connected connected) || this.elections.isUnderWay()) {
			return;
		}
		Contender incumbent = connected.current().contender();
		if (this.elected == incumbent) {
			this.elected = null;
		}
		if (this.elected != null && this.contenders.isEligible(this.elected)) {
			attach(this.elected, "elected");
		}
		else {
			this.contenders.settle(incumbent);
			this.experience.onSettled(incumbent);
		}
	}

	private void reconsider(Contender incumbent) {
		this.monitor.reconsider(incumbent)
			.ifPresentOrElse((wish) -> attach(wish.target(), wish.reason()), () -> this.contenders.settle(incumbent));
	}

	private void leave(Attachment attachment, String reason) {
		if (this.phase instanceof Phase.Connected connected && connected.current() == attachment) {
			this.contenders.best((one) -> one != attachment.contender()).ifPresent((next) -> attach(next, reason));
		}
	}

	/** Brings the session to a candidate, beside the incumbent if there is one. */
	private void attach(Contender contender, String reason) {
		Link link = contender.link();
		if (link == null) {
			return;
		}
		Attachment pending = new Attachment(contender, link, this.session, this.rooms, this);
		Attachment current = this.phase.current();
		this.monitor.reset();
		transitionTo((current != null) ? new Phase.Moving(current, pending, reason)
				: new Phase.Connecting(pending, this.phase.outage(), this.phase.allFailed()));
		pending.begin(this.settings.session(), this.loop);
	}

	/**
	 * The one place where a pending connection takes over: from here on it is current.
	 */
	private void swap(Attachment next) {
		Phase before = this.phase;
		transitionTo(new Phase.Connected(next));
		this.rooms.switchTo(next);
		if (before instanceof Phase.Moving moving) {
			moving.current().end();
			this.announcements.event(new ConnectionEvent.Migrated(moving.reason(),
					moving.current().contender().candidate(), next.contender().candidate()));
			moving.current().contender().supersede();
		}
		else {
			announceTraffic(next, (Phase.Connecting) before);
		}
		this.elections.onTraffic();
		pursueElected();
	}

	private void announceTraffic(Attachment next, Phase.Connecting before) {
		Candidate to = next.contender().candidate();
		Phase.Outage outage = before.outage();
		this.announcements.event((outage == null || before.allFailed())
				? new ConnectionEvent.Connected(to, this.session.id(), next.resumed(), sinceStart())
				: new ConnectionEvent.FailedOver(outage.reason(), outage.candidate(), to,
						Duration.ofNanos(this.loop.nanos() - outage.sinceNanos()), next.resumed()));
	}

	private void incumbentLost(Attachment incumbent, ConnectionClose close) {
		this.rooms.switchTo(null);
		boolean byOurselves = close.code() == CloseCode.SUPERSEDED && incumbent.isOutdated();
		if (byOurselves && this.phase instanceof Phase.Moving) {
			// the gateways have seen the newer attach of this very move
			return;
		}
		incumbent.end();
		this.elected = null;
		Candidate candidate = incumbent.contender().candidate();
		long sinceNanos = Math.min(incumbent.link().silentSinceNanos(), this.loop.nanos());
		transitionTo(new Phase.Connecting(this.phase.pending(), new Phase.Outage(candidate, close.reason(), sinceNanos),
				false));
		this.announcements.event(new ConnectionEvent.Disconnected(candidate, close.reason()));
		Refusal refusal = Refusal.of(close);
		if (refusal != null && !byOurselves) {
			heed(incumbent, refusal);
		}
		failOver();
	}

	private void pendingLost(Attachment pending, ConnectionClose close) {
		pending.end();
		if (this.phase instanceof Phase.Moving moving && moving.current().isLive()) {
			transitionTo(new Phase.Connected(moving.current()));
			this.contenders.settle(moving.current().contender());
		}
		else {
			Attachment former = this.phase.current();
			Phase.Outage outage = (former == null) ? this.phase.outage()
					: new Phase.Outage(former.contender().candidate(), "moved in vain", this.loop.nanos());
			transitionTo(new Phase.Connecting(null, outage, this.phase.allFailed()));
		}
		Refusal refusal = Refusal.of(close);
		if (refusal != null) {
			heed(pending, refusal);
		}
		failOver();
	}

	/** Takes the best that is usable now; else dials everybody and takes the first. */
	private void failOver() {
		if (this.phase instanceof Phase.Connecting connecting && connecting.pending() == null) {
			this.contenders.best((one) -> true)
				.ifPresentOrElse((next) -> attach(next, "failover"), this.contenders::dialSoon);
		}
	}

	private void heed(Attachment attachment, Refusal refusal) {
		boolean isFinal = this.refusals.heed(attachment, refusal);
		this.announcements.event(refusal.toEvent(attachment.contender().candidate(), isFinal));
		if (isFinal) {
			this.announcements.refused(refusal.toException(null));
			end(ConnectionState.REFUSED);
		}
	}

	private void tellIfAllFailed() {
		if (this.phase instanceof Phase.Connecting connecting && connecting.pending() == null
				&& this.contenders.haveAllFailed()) {
			if (!connecting.allFailed()) {
				transitionTo(new Phase.Connecting(null, connecting.outage(), true));
				this.announcements.event(new ConnectionEvent.AllFailed(this.contenders.failures()));
			}
			this.elections.onAllFailed();
		}
	}

	private void end(ConnectionState state) {
		this.elections.stop();
		transitionTo(new Phase.Ended(state));
		this.contenders.all().forEach(Contender::release);
		this.rooms.close();
	}

	private static boolean isOn(@Nullable Attachment attachment, Contender contender) {
		return attachment != null && attachment.contender() == contender;
	}

	private void transitionTo(Phase next) {
		this.phase = next;
		this.announcements.state(next.state());
		announceStandings();
	}

	void announceStandings() {
		this.announcements.standings(this::standings);
	}

	Standings standings() {
		return this.contenders.standings(incumbent());
	}

	private @Nullable Contender incumbent() {
		return (this.phase.current() != null) ? this.phase.current().contender() : null;
	}

	private Duration sinceStart() {
		return Duration.ofNanos(this.loop.nanos() - this.startNanos);
	}

}
