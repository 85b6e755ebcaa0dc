package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.perigee.election.probe.Silence;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session connected: takes the first candidate that can be reached, moves to
 * the elected one, fails over when the incumbent is lost, and dials on when everything
 * is. Confined to the client's loop; all changes of state go through
 * {@link #transitionTo}.
 */
final class ConnectionManager implements Contender.Listener, Attachment.Listener, Elections.Listener, Membership {

	private final Loop loop;

	private final Contenders contenders;

	private final Rooms rooms;

	private final Elections elections;

	private final ElectoralRoll roll;

	private final Experience experience;

	private final Monitor monitor;

	private final Migrations migrations;

	private final Announcements announcements;

	private final Tokens tokens;

	private final Attachment.Surroundings surroundings;

	private final Standby standby;

	private final RefusalPolicy refusals;

	private final Failover failover;

	private final Reporter reporter;

	private Phase phase = new Phase.Idle();

	ConnectionManager(Settings settings, Loop loop, List<Candidate> candidates, Dialers dialers, Rooms rooms,
			Announcements announcements) {
		this.loop = loop;
		this.rooms = rooms;
		this.announcements = announcements;
		Function<Candidate, Contender> recruiter = (candidate) -> new Contender(candidate,
				dialers.of(candidate.transport()), settings.dialling(), loop, this);
		this.contenders = new Contenders(settings, candidates.stream().map(recruiter).toList());
		Session session = new Session();
		Duration timeout = settings.session().attachTimeout();
		this.tokens = new Tokens(settings.session().tokens(), timeout, settings.dialling().backoff(), loop);
		this.surroundings = new Attachment.Surroundings(session, rooms, this.tokens, loop, timeout, this);
		this.standby = new Standby(settings.monitoring(), this.contenders, this.surroundings);
		this.refusals = new RefusalPolicy(session, this.contenders, announcements);
		this.failover = new Failover(settings.session(), this.contenders, this.standby, loop);
		this.reporter = new Reporter(settings, this.contenders, loop);
		this.experience = new Experience(settings, loop, this.contenders);
		this.elections = new Elections(settings, loop, this.contenders, this.experience, this);
		this.roll = new ElectoralRoll(new Discovery(candidates, settings.discovery()), this.contenders, this.elections,
				announcements, recruiter, settings.monitoring().random());
		this.monitor = new Monitor(settings.monitoring(), this.contenders, this.elections, loop);
		this.migrations = new Migrations(this.contenders, this.standby, this.elections, this.monitor, this.experience,
				loop);
	}

	void start() {
		if (this.phase instanceof Phase.Idle) {
			this.announcements.started(this.loop.nanos());
			this.reporter.start(this.announcements, () -> this.elections.isUnderWay() ? null : this.phase.settled());
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

	@Override
	public void join(String room) {
		attachments().forEach((one) -> one.join(room));
	}

	@Override
	public void leave(String room) {
		attachments().forEach((one) -> one.leave(room));
	}

	@Override
	public void onDial(Contender contender) {
		if (isFree()) {
			this.tokens.askAhead();
		}
	}

	@Override
	public void onOpen(Contender contender) {
		if (isFree() && this.contenders.isAdmitted(contender)) {
			attach(contender, null);
		}
	}

	@Override
	public void onSample(Contender contender, boolean first) {
		this.reporter.onSample(contender);
		if (first) {
			this.experience.onUsable(contender);
			this.announcements.usable(contender.candidate(), this.loop.nanos());
		}
		if (isFree() && this.contenders.isEligible(contender)) {
			attach(contender, null);
		}
		migrate();
		announceStandings();
	}

	@Override
	public void onSilence(Contender contender, Link link, Silence.Verdict verdict) {
		if (contender == this.phase.incumbent()) {
			this.monitor.askOthers(contender, link, verdict);
		}
		// at a suspicion it takes note of who has answered, before they are asked again
		Monitor.Blame blame = this.monitor.blame(link);
		if (verdict == Silence.Verdict.GONE && blame != Monitor.Blame.UPLINK) {
			if (blame == Monitor.Blame.NETWORK) {
				this.elections.onAllFailed();
			}
			link.abandon();
		}
		announceStandings();
	}

	@Override
	public void onFrame(Contender contender, Link link, Frame frame) {
		List<Attachment> here = attachments().stream().filter((one) -> one.link() == link).toList();
		here.forEach((one) -> one.onFrame(frame));
		if (here.isEmpty() && frame instanceof ControlFrames.GoAway goAway) {
			drain(contender, link, goAway);
		}
	}

	@Override
	public void onLost(Contender contender, Link link, ConnectionClose close) {
		this.announcements.event(new ConnectionEvent.CandidateLost(contender.candidate(), close.reason()));
		this.experience.onLost(contender);
		attachments().stream().filter((one) -> one.link() == link).findFirst().ifPresent((lost) -> {
			if (lost == this.phase.current()) {
				incumbentLost(lost, close);
			}
			else if (lost == this.phase.pending()) {
				pendingLost(lost, close);
			}
			else {
				this.standby.lost();
				heed(lost, Refusal.of(close));
				migrate();
			}
		});
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
	public void onWarm(Attachment attachment) {
		this.loop.schedule(this::migrate, Standby.SETTLING);
		announceStandings();
	}

	@Override
	public void onReady(Attachment attachment) {
		if (attachment == this.phase.pending()) {
			swap(attachment);
		}
	}

	@Override
	public void onFailed(Attachment attachment, String reason) {
		attachment.contender().refuse(reason, Duration.ZERO);
	}

	@Override
	public void onRefused(Attachment attachment, Refusal refusal) {
		heed(attachment, refusal);
		if (!this.phase.state().isFinal()) {
			attachment.contender().refuse(refusal.text(), refusal.retryAfter());
		}
	}

	@Override
	public void onGoAway(Attachment attachment, ControlFrames.GoAway goAway) {
		if (attachment == this.phase.current()) {
			this.loop.schedule(this::migrate, this.migrations.leave(attachment.contender(), goAway));
		}
		drain(attachment.contender(), attachment.link(), goAway);
	}

	@Override
	public void onRegions(String region, List<RegionInfo> regions) {
		if (this.roll.told(region, regions, this::isInUse)) {
			leaveStruck();
		}
	}

	/** Leaves who is no candidate any more, as one that drains. */
	private void leaveStruck() {
		Attachment current = this.phase.current();
		if (current != null && this.contenders.isStruck(current.contender())) {
			onGoAway(current, this.roll.farewell());
		}
		migrate();
	}

	/** Whoever takes the place of a gateway that is leaving stands by at once. */
	private void drain(Contender contender, Link link, ControlFrames.GoAway goAway) {
		contender.exclusion().drain(link, Duration.ofMillis(goAway.deadlineMillis()).plus(RefusalPolicy.ELSEWHERE));
		migrate();
	}

	@Override
	public boolean isInUse(Contender contender) {
		return attachments().stream().anyMatch((one) -> one.contender() == contender);
	}

	@Override
	public void onVerdict(ElectionRecord record) {
		this.announcements.elected(record);
		this.migrations.elected(record, this.phase.incumbent());
		migrate();
	}

	@Override
	public void onReviewed() {
		migrate();
	}

	private void migrate() {
		if (this.phase instanceof Phase.Connected connected) {
			this.migrations.advance(connected.current(), this::attach);
		}
	}

	/** Brings the session to a candidate, beside the incumbent if there is one. */
	private void attach(Contender contender, @Nullable Move move) {
		Link link = contender.link();
		if (link == null) {
			return;
		}
		Attachment warm = this.standby.take(link);
		Attachment pending = (warm != null) ? warm : new Attachment(contender, link, this.surroundings);
		Attachment current = this.phase.current();
		this.migrations.begun();
		transitionTo((current != null && move != null) ? new Phase.Moving(current, pending, move)
				: new Phase.Connecting(pending, this.phase.outage(), this.phase.allFailed()));
		if (current == null) {
			this.failover.begin(pending, () -> pending == this.phase.pending());
		}
		if (warm != null) {
			warm.activate(current != null);
		}
		else {
			pending.attach();
		}
	}

	/** The one place where a pending connection becomes current. */
	private void swap(Attachment next) {
		Phase before = this.phase;
		transitionTo(new Phase.Connected(next));
		this.rooms.switchTo(next);
		this.failover.end();
		this.tokens.forget();
		this.standby.onArrival(next);
		this.announcements.traffic(before, next, this.surroundings.session().id(), this.loop.nanos());
		if (before.current() != null) {
			before.current().supersede();
		}
		this.elections.onTraffic();
		this.migrations.arrived(next.contender());
		leaveStruck();
	}

	private void incumbentLost(Attachment incumbent, ConnectionClose close) {
		this.rooms.switchTo(null);
		boolean byOurselves = close.code() == CloseCode.SUPERSEDED && incumbent.isOutdated();
		Attachment pending = this.phase.pending();
		if (pending != null) {
			pending.hurry();
			if (byOurselves || pending == this.phase.current()) {
				// the gateways have seen the newer attach of this very move
				return;
			}
		}
		incumbent.end();
		this.migrations.abandon();
		Refusal refusal = byOurselves ? null : Refusal.of(close);
		Duration spread = this.failover.spread(incumbent, refusal);
		Phase.Outage outage = Phase.Outage.of(incumbent, close, this.loop.nanos(), spread);
		transitionTo(new Phase.Connecting(pending, outage, false));
		this.announcements.event(new ConnectionEvent.Disconnected(outage.candidate(), outage.detail()));
		heed(incumbent, refusal);
		this.loop.runAfter(spread, this::failOver);
	}

	private void pendingLost(Attachment pending, ConnectionClose close) {
		pending.end();
		transitionTo(this.phase.withoutPending(this.loop.nanos()));
		heed(pending, Refusal.of(close));
		failOver();
		migrate();
	}

	/** Lets the next one take over; without one, dials all. */
	private void failOver() {
		if (isFree()) {
			this.failover.next().ifPresentOrElse((next) -> attach(next, null), this.contenders::dialSoon);
		}
	}

	private void heed(Attachment attachment, @Nullable Refusal refusal) {
		if (refusal != null && this.refusals.heed(attachment, refusal, this.phase.current() != null)) {
			end(ConnectionState.REFUSED);
		}
	}

	private void tellIfAllFailed() {
		if (this.phase instanceof Phase.Connecting connecting && connecting.pending() == null
				&& this.contenders.haveAllFailed()) {
			if (!connecting.allFailed()) {
				transitionTo(new Phase.Connecting(null, connecting.outage(), true));
				this.announcements.event(new ConnectionEvent.AllFailed(this.contenders.failures()));
				this.roll.doubt();
			}
			this.elections.onAllFailed();
		}
	}

	private void end(ConnectionState state) {
		this.elections.stop();
		this.failover.end();
		this.reporter.stop();
		this.tokens.forget();
		attachments().forEach(Attachment::end);
		transitionTo(new Phase.Ended(state));
		this.contenders.release();
		this.rooms.close();
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
		return this.contenders.standings(this.phase.incumbent(), this.standby.attachment());
	}

	/** Tells whether nothing carries the traffic and nothing is about to. */
	private boolean isFree() {
		return this.phase instanceof Phase.Connecting connecting && connecting.isFree(this.loop.nanos());
	}

	/** All that the gateways know the session by. */
	private List<Attachment> attachments() {
		return Stream.of(this.phase.current(), this.phase.pending(), this.standby.attachment())
			.filter((one) -> one != null)
			.toList();
	}

}
