package dev.perigee.election;

import java.time.Duration;
import java.util.List;

import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.UpdateFrames;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The session on one link: from {@code HELLO} over {@code WELCOME} and the {@code JOINED}
 * of every room to the traffic; or from {@code STANDBY}, when it only may be needed, over
 * {@code ACTIVATE}. Confined to the client's loop.
 */
final class Attachment implements Route {

	private static final Limits UNANNOUNCED = new Limits(Limits.DEFAULT_MAX_FRAME_BYTES, 0, 0, 0, 0);

	private static final ControlFrames.ClientInfo CLIENT = new ControlFrames.ClientInfo("perigee-java", "0.1");

	/** How long a move waits: gateways keep a former connection for 5 s. */
	private static final Duration CATCH_UP = Duration.ofSeconds(4);

	private final Contender contender;

	private final Link link;

	private final Surroundings surroundings;

	private final Session session;

	private final Rooms rooms;

	private final Listener listener;

	private final JoinedRooms joined;

	private final TokenRenewal renewal;

	private final Disposable.Swap tokenRequest = Disposables.swap();

	private final Disposable.Swap timeout = Disposables.swap();

	private final Disposable.Swap catchUp = Disposables.swap();

	private Stage stage = Stage.NEW;

	private @Nullable String token;

	/** The gateway's region, once it has said so. */
	private String region = "";

	private long epoch;

	private Limits limits = UNANNOUNCED;

	/** Answers that are still to come to what was said so far. */
	private int unanswered;

	/** Whether {@code STANDBY} was accepted once, and when. */
	private @Nullable Long warmSinceNanos;

	/** Whether an incumbent carries the traffic until all is caught up here. */
	private boolean patient;

	private boolean resumed;

	Attachment(Contender contender, Link link, Surroundings surroundings) {
		this.contender = contender;
		this.link = link;
		this.surroundings = surroundings;
		this.session = surroundings.session();
		this.rooms = surroundings.rooms();
		this.joined = new JoinedRooms(this.rooms, link);
		this.renewal = new TokenRenewal(surroundings.tokens(), surroundings.loop(), this.joined, link);
		this.listener = surroundings.listener();
	}

	/** Fetches a token, says hello and joins the rooms. */
	void attach() {
		failAfterTimeout("no token, or no answer to HELLO or JOIN, in time");
		this.tokenRequest.update(this.surroundings.tokens().next().subscribe(this::hello));
	}

	/** Fetches a token and lets the gateway get ready for the session. */
	void standBy() {
		this.tokenRequest.update(this.surroundings.tokens().next().subscribe(this::standBy));
	}

	/**
	 * Takes the session over, after {@link #standBy()}.
	 * @param patient whether an incumbent carries the traffic meanwhile
	 */
	void activate(boolean patient) {
		this.patient = patient;
		this.tokenRequest.dispose();
		failAfterTimeout("no answer to ACTIVATE or JOIN in time");
		this.stage = Stage.ATTACHING;
		say(this.session.activate());
		this.epoch = this.session.epoch();
		this.joined.askAgain();
	}

	/** The incumbent is lost: what is not caught up yet must not hold up the rest. */
	void hurry() {
		this.patient = false;
		readyIfComplete();
	}

	/** Ends without a word to the gateway: its link is somebody else's to close. */
	void end() {
		this.stage = Stage.ENDED;
		this.tokenRequest.dispose();
		this.timeout.dispose();
		this.catchUp.dispose();
		this.renewal.end();
	}

	/** Ends, as the session has gone on elsewhere: its link is given back. */
	void supersede() {
		end();
		this.contender.supersede(this.link);
	}

	void onFrame(Frame frame) {
		if (this.stage == Stage.ENDED) {
			return;
		}
		if (frame instanceof ControlFrames.Welcome welcome) {
			onWelcome(welcome);
		}
		else if (frame instanceof ControlFrames.Joined answer) {
			onJoined(answer);
		}
		else if (frame instanceof ControlFrames.Refused refused) {
			onRefused(refused);
		}
		else if (frame instanceof ControlFrames.GoAway goAway) {
			this.listener.onGoAway(this, goAway);
		}
		else if (frame instanceof UpdateFrames.Regions update) {
			this.listener.onRegions(this.region, update.regions());
		}
		else if (!this.renewal.onFrame(frame)) {
			this.joined.onFrame(frame, this);
		}
		readyIfComplete();
	}

	/** Asks for a room that was added later. */
	void join(String room) {
		if (isGreeted()) {
			this.joined.join(room);
		}
	}

	/** A room was left. */
	void leave(String room) {
		this.joined.leave(room);
		readyIfComplete();
	}

	private void hello(String token) {
		if (isAcceptable(token)) {
			this.stage = Stage.ATTACHING;
			say(this.session.hello(token, CLIENT));
			this.epoch = this.session.epoch();
			// not after WELCOME: frames are handled in order, and this saves a round trip
			this.joined.joinAll();
		}
	}

	private void standBy(String token) {
		if (isAcceptable(token)) {
			this.stage = Stage.STANDING_BY;
			failAfterTimeout("no answer to STANDBY in time");
			say(this.session.standby(token, CLIENT));
			this.joined.joinAll();
		}
	}

	private boolean isAcceptable(String token) {
		this.token = token;
		if (this.contender.exclusion().hasRefused(token)) {
			this.listener.onRefused(this, new Refusal(CloseCode.UNAUTHENTICATED.number(),
					"the token supplier offers the token again that was refused", Advice.GIVE_UP, Duration.ZERO));
			return false;
		}
		return true;
	}

	private void say(Frame greeting) {
		this.unanswered++;
		this.link.send(greeting);
	}

	private void onWelcome(ControlFrames.Welcome welcome) {
		this.unanswered--;
		this.limits = welcome.limits();
		if (this.stage == Stage.STANDING_BY) {
			standsBy(welcome);
		}
		else if (this.unanswered == 0) {
			this.region = welcome.region();
			this.listener.onRegions(this.region, welcome.regions());
			this.resumed = welcome.resumed();
			this.renewal.welcomed(welcome.tokenValidMillis());
			if (!this.session.welcomed(welcome)) {
				this.rooms.restart();
			}
		}
	}

	private void standsBy(ControlFrames.Welcome welcome) {
		this.timeout.update(Disposables.disposed());
		if (welcome.tokenValidMillis() > 0) {
			Duration renewal = Duration.ofMillis((long) (TokenRenewal.SHARE * welcome.tokenValidMillis()));
			this.timeout.update(this.surroundings.loop().schedule(this::standBy, renewal));
		}
		if (this.warmSinceNanos == null) {
			this.warmSinceNanos = this.surroundings.loop().nanos();
			this.listener.onWarm(this);
		}
	}

	private void onJoined(ControlFrames.Joined answer) {
		boolean awaited = this.joined.onJoined(answer, this.session.id(), this);
		if (awaited && this.stage == Stage.READY) {
			this.rooms.routeIfCurrent(answer.room(), this);
		}
	}

	private void onRefused(ControlFrames.Refused refused) {
		if (this.stage == Stage.READY && this.renewal.onRefused(refused)) {
			return;
		}
		if (refused.room() == null) {
			if (this.stage != Stage.READY) {
				this.listener.onRefused(this, Refusal.of(refused));
			}
		}
		else if (this.stage != Stage.STANDING_BY) {
			// else it is said again if it comes to that
			this.joined.onRefused(refused, refused.room());
		}
	}

	private void readyIfComplete() {
		if (this.stage != Stage.ATTACHING || this.unanswered > 0 || !this.joined.isComplete()) {
			return;
		}
		if (!this.patient || this.rooms.areCaughtUp()) {
			this.stage = Stage.READY;
			this.timeout.dispose();
			this.catchUp.dispose();
			this.listener.onReady(this);
		}
		else if (this.catchUp.get() == null) {
			this.timeout.update(Disposables.disposed());
			this.catchUp.update(this.surroundings.loop().schedule(this::hurry, CATCH_UP));
		}
	}

	private void failAfterTimeout(String reason) {
		this.timeout.update(this.surroundings.loop()
			.schedule(() -> this.listener.onFailed(this, reason), this.surroundings.timeout()));
	}

	@Override
	public void send(Frame frame) {
		this.link.send(frame);
	}

	@Override
	public void admit(int payloadBytes) throws RateLimitedException {
		this.link.admit(payloadBytes);
	}

	@Override
	public @Nullable Integer handle(String room) {
		return this.joined.handle(room);
	}

	@Override
	public @Nullable Received received(String room) {
		return this.joined.received(room);
	}

	Contender contender() {
		return this.contender;
	}

	Link link() {
		return this.link;
	}

	@Override
	public Limits limits() {
		return this.limits;
	}

	/** Tells whether the gateway knows about the session. */
	boolean isGreeted() {
		return this.stage != Stage.NEW && this.stage != Stage.ENDED;
	}

	/** Tells whether it stands by, so that the session can go on here at once. */
	boolean isWarm() {
		return isWarmFor(Duration.ZERO);
	}

	boolean isWarmFor(Duration time) {
		return this.stage == Stage.STANDING_BY && this.warmSinceNanos != null
				&& this.surroundings.loop().nanos() - this.warmSinceNanos >= time.toNanos();
	}

	/** Returns the token that was offered last, {@code null} before there was one. */
	@Nullable String token() {
		return this.token;
	}

	boolean isLive() {
		return this.link.isLive();
	}

	/**
	 * Tells whether this client itself has taken the session elsewhere, or has tried to.
	 */
	boolean isOutdated() {
		return this.session.epoch() > this.epoch;
	}

	/** Tells whether it has never asked for the session. */
	boolean isStandby() {
		return this.epoch == 0;
	}

	boolean resumed() {
		return this.resumed;
	}

	/** How far it has come. */
	private enum Stage {

		/** Waits for its token. */
		NEW,

		/** {@code STANDBY} was said. */
		STANDING_BY,

		/** {@code HELLO} or {@code ACTIVATE} was said. */
		ATTACHING,

		/** In all rooms. */
		READY,

		/** Nothing is heard any more. */
		ENDED

	}

	/**
	 * What all attachments share.
	 *
	 * @param timeout how long a gateway may take from the token to the last
	 * {@code JOINED}
	 */
	record Surroundings(Session session, Rooms rooms, Tokens tokens, Loop loop, Duration timeout, Listener listener) {
	}

	/** Hears how the attachment goes. Called on the client's loop. */
	interface Listener {

		/** The gateway stands by. */
		void onWarm(Attachment attachment);

		/** In all rooms: it may carry the traffic. */
		void onReady(Attachment attachment);

		void onFailed(Attachment attachment, String reason);

		void onRefused(Attachment attachment, Refusal refusal);

		void onGoAway(Attachment attachment, ControlFrames.GoAway goAway);

		/** A gateway of a region tells which regions there are. */
		void onRegions(String region, List<RegionInfo> regions);

	}

}
