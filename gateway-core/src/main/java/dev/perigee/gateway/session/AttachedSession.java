package dev.perigee.gateway.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.gateway.auth.RoomRight;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ReportFrames;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.TokenFrames;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A session on its connection, from HELLO to the end of the connection. Confined to the
 * connection's event loop, where nothing else is said.
 */
final class AttachedSession implements Phase {

	private static final int MAX_REPLAYS_UNDER_WAY = 8;

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	private final SessionId session;

	private final long epoch;

	/** Replaced by each RENEW; counts for the JOINs that follow. */
	private RoomGrant grant;

	/** What peers see of the session. */
	private final Member member;

	private final IntObjectMap<Seat> seats = new IntObjectHashMap<>();

	private final Set<String> joining = new HashSet<>();

	/** What the connection made ready before it was attached. */
	private final WarmRooms warm;

	private int replaysUnderWay;

	private boolean renewing;

	/** Whether another connection holds the session now. */
	private boolean superseded;

	private boolean closed;

	AttachedSession(ClientEndpoint endpoint, SessionEnvironment environment, Admission.Identity identity, long epoch,
			WarmRooms warm) {
		this.endpoint = endpoint;
		this.environment = environment;
		this.session = identity.session();
		this.epoch = epoch;
		this.grant = identity.grant();
		this.warm = warm;
		this.member = new Member(this.session, this.grant.user(), environment.cluster().self().region());
	}

	/** May be called from any thread. */
	SessionId session() {
		return this.session;
	}

	/** May be called from any thread. */
	EventExecutor eventLoop() {
		return this.endpoint.eventLoop();
	}

	/** Returns what peers see of the session. */
	Member member() {
		return this.member;
	}

	/** May be called from any thread. */
	ClientEndpoint endpoint() {
		return this.endpoint;
	}

	/** May be called from any thread. */
	long epoch() {
		return this.epoch;
	}

	/** May be called from any thread. */
	SessionView.Slow slow(long nowNanos) {
		Backlog backlog = this.endpoint.backlog();
		return new SessionView.Slow(this.session, this.endpoint.transport(), backlog.bytes(),
				TimeUnit.NANOSECONDS.toMillis(nowNanos - backlog.sinceNanos()));
	}

	SessionView view() {
		return new SessionView(this.session, this.endpoint.transport(), this.epoch, this.endpoint.queuedBytes(),
				this.endpoint.isWritable(), this.superseded,
				this.seats.values().stream().map((seat) -> seat.room().hash()).toList(), this.joining.size(),
				this.warm.size(), this.replaysUnderWay);
	}

	@Override
	public void onFrame(Frame frame, Way way) {
		if (frame instanceof Frame.Publish publish) {
			onPublish(publish, way);
		}
		else if (way == Way.DATAGRAM) {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME, frame.type() + ": not in a datagram");
		}
		else if (frame instanceof ControlFrames.Join join) {
			onJoin(join);
		}
		else if (frame instanceof ControlFrames.Leave leave) {
			onLeave(leave.room());
		}
		else if (frame instanceof ControlFrames.Replay replay) {
			onReplay(replay);
		}
		else if (frame instanceof TokenFrames.Renew renew) {
			onRenew(renew);
		}
		else if (frame instanceof ReportFrames.Report report) {
			this.endpoint.report(report, this.grant.user());
		}
		else {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": a client does not send this now");
		}
	}

	void send(EncodedFrame frame) {
		this.endpoint.send(frame);
	}

	void acknowledged(int room, long sequence) {
		this.endpoint.send(new Frame.Ack(room, sequence));
	}

	@Override
	public void onClosed(boolean normal) {
		this.closed = true;
		this.environment.sessions().detach(this);
		boolean resumable = !normal || this.superseded;
		this.seats.values().forEach((seat) -> seat.leave(resumable));
		this.seats.clear();
		this.warm.close();
	}

	/**
	 * Lets the connection live on for the handover: until then the client gets everything
	 * twice and drops what it has seen, and so misses nothing. May be called from any
	 * thread.
	 */
	void supersede() {
		eventLoop().execute(() -> {
			if (!this.superseded) {
				this.superseded = true;
				eventLoop().schedule(
						() -> this.endpoint.close(CloseCode.SUPERSEDED, "the session was attached elsewhere"),
						this.environment.properties().session().handover().toNanos(), TimeUnit.NANOSECONDS);
			}
		});
	}

	/** Another node holds the session, too. May be called from any thread. */
	void heldElsewhere() {
		eventLoop().execute(() -> {
			if (!this.superseded && !this.closed) {
				announce();
			}
		});
	}

	/** Tells all nodes that the session is attached here: the highest epoch keeps it. */
	void announce() {
		this.environment.cluster()
			.tellAll(Envelope.write(Envelope.Kind.ATTACHED, this.environment.cluster().self().id(), 2 * Long.BYTES,
					(out) -> out.writeLong(this.session.value()).writeLong(this.epoch)));
	}

	private void onPublish(Frame.Publish publish, Way way) {
		Seat seat = this.seats.get(publish.room());
		if (seat == null) {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "PUBLISH: room handle " + publish.room() + " is not joined");
		}
		else if (way == Way.DATAGRAM && publish.deliveryClass() == DeliveryClass.RELIABLE) {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					"PUBLISH: a reliable message may not be a datagram");
		}
		else if (!seat.may(RoomRight.PUBLISH)) {
			this.endpoint.refuse(CloseCode.FORBIDDEN, "PUBLISH: the token does not allow it in this room",
					seat.room().name(), publish);
		}
		else if (!seat.room().publish(seat, publish)) {
			this.endpoint.refuse(CloseCode.LIMIT_EXCEEDED,
					"PUBLISH: " + publish.payload().readableBytes() + " bytes are too many between gateways",
					seat.room().name(), publish);
		}
	}

	private void onJoin(ControlFrames.Join join) {
		String name = join.room();
		Seat joined = find(name);
		Set<RoomRight> rights = this.grant.rights(name);
		if (joined != null) {
			joined.joined().forEach(this.endpoint::send);
		}
		else if (this.environment.tokens().isExpired(this.grant)) {
			this.endpoint.refuse(CloseCode.TOKEN_EXPIRED, "JOIN: the token has expired, RENEW it first", name);
		}
		else if (rights.isEmpty()) {
			this.endpoint.refuse(CloseCode.FORBIDDEN, "JOIN: the token does not allow this room", name);
		}
		else if (!this.joining.contains(name) && !this.warm.contains(name) && isFull()) {
			this.environment.metrics().limited(Limit.ROOMS);
			this.endpoint.refuse(CloseCode.LIMIT_EXCEEDED,
					"JOIN: at most " + this.environment.properties().limits().maxRooms() + " rooms", name);
		}
		else if (this.joining.add(name)) {
			long since = this.environment.nanoClock().getAsLong();
			this.warm.take(name)
				.thenAccept(
						(room) -> this.endpoint.inEventLoop(() -> enter(new Seat(this, room, rights), join, since)));
		}
	}

	private boolean isFull() {
		return this.seats.size() + this.joining.size()
				+ this.warm.size() >= this.environment.properties().limits().maxRooms();
	}

	private void enter(Seat seat, ControlFrames.Join join, long sinceNanos) {
		boolean wanted = this.joining.remove(seat.room().name());
		if (this.closed || !wanted) {
			seat.room().abandon();
			return;
		}
		this.seats.put(seat.room().handle(), seat);
		seat.enter(this.member, join).forEach(this.endpoint::send);
		this.environment.metrics().joined(this.environment.nanoClock().getAsLong() - sinceNanos);
	}

	private void onLeave(String name) {
		Seat seat = find(name);
		if (seat != null) {
			this.seats.remove(seat.room().handle());
			seat.leave(false);
			this.endpoint.send(new ControlFrames.Leave(name));
		}
		else if (this.joining.remove(name) || this.warm.leave(name)) {
			this.endpoint.send(new ControlFrames.Leave(name));
		}
		else {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "LEAVE: the room is not joined", name);
		}
	}

	/** Rooms that are joined stay joined: a token that runs out ends no call. */
	private void onRenew(TokenFrames.Renew renew) {
		if (this.renewing) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED, "RENEW: one at a time");
			return;
		}
		this.renewing = true;
		this.environment.tokens()
			.verify(renew.token())
			.subscribe((renewed) -> this.endpoint.inEventLoop(() -> renew(renewed)), (failure) -> this.endpoint
				.inEventLoop(() -> refuseToken(Admission.refusal(renew.type(), failure))));
	}

	private void renew(RoomGrant renewed) {
		if (!renewed.user().equals(this.grant.user())) {
			refuseToken(new RefusedException(CloseCode.UNAUTHENTICATED, "RENEW: the token is another user's"));
			return;
		}
		this.renewing = false;
		this.grant = renewed;
		this.endpoint.send(new TokenFrames.Renewed(this.environment.tokens().validMillis(renewed)));
	}

	private void refuseToken(RefusedException reason) {
		this.renewing = false;
		this.endpoint.refuse(reason);
	}

	private void onReplay(ControlFrames.Replay replay) {
		Seat seat = find(replay.room());
		if (seat == null) {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "REPLAY: the room is not joined", replay.room());
		}
		else if (!seat.may(RoomRight.SUBSCRIBE)) {
			this.endpoint.refuse(CloseCode.FORBIDDEN, "REPLAY: the token does not allow it in this room",
					replay.room());
		}
		else if (this.replaysUnderWay >= MAX_REPLAYS_UNDER_WAY) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED,
					"REPLAY: at most " + MAX_REPLAYS_UNDER_WAY + " at the same time", replay.room());
		}
		else {
			this.replaysUnderWay++;
			this.environment.rooms()
				.replay(seat.room(), replay.after())
				.thenAccept((frames) -> this.endpoint.inEventLoop(() -> replayed(frames)));
		}
	}

	private void replayed(List<EncodedFrame> frames) {
		this.replaysUnderWay--;
		long maxBytes = this.environment.properties().session().maxReplayBytes();
		for (EncodedFrame frame : frames) {
			if (this.endpoint.queuedBytes() + frame.size() > maxBytes) {
				// the client asks for the rest
				return;
			}
			this.endpoint.send(frame);
		}
	}

	@Override
	public boolean takesMessages() {
		return true;
	}

	@Override
	public @Nullable String roomOf(Frame.Publish message) {
		Seat seat = this.seats.get(message.room());
		return (seat != null) ? seat.room().name() : null;
	}

	private @Nullable Seat find(String name) {
		for (Seat seat : this.seats.values()) {
			if (seat.room().name().equals(name)) {
				return seat;
			}
		}
		return null;
	}

}
