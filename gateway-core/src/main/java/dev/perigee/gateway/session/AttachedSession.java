package dev.perigee.gateway.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.room.Room;
import dev.perigee.gateway.room.Subscriber;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ReportFrames;
import dev.perigee.protocol.SessionId;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A session on its connection, from HELLO to the end of the connection. Confined to the
 * connection's event loop, where nothing else is said.
 */
final class AttachedSession implements Phase, Subscriber {

	private static final int MAX_REPLAYS_UNDER_WAY = 8;

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	private final SessionId session;

	private final long epoch;

	private final RoomGrant grant;

	/** What peers see of the session. */
	private final Member member;

	private final IntObjectMap<Room> rooms = new IntObjectHashMap<>();

	private final Set<String> joining = new HashSet<>();

	/** What the connection made ready before it was attached. */
	private final WarmRooms warm;

	private int replaysUnderWay;

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

	@Override
	public SessionId session() {
		return this.session;
	}

	@Override
	public EventExecutor eventLoop() {
		return this.endpoint.eventLoop();
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
				this.endpoint.isWritable(), this.superseded, this.rooms.values().stream().map(Room::hash).toList(),
				this.joining.size(), this.warm.size(), this.replaysUnderWay);
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
			onJoin(join.room());
		}
		else if (frame instanceof ControlFrames.Leave leave) {
			onLeave(leave.room());
		}
		else if (frame instanceof ControlFrames.Replay replay) {
			onReplay(replay);
		}
		else if (frame instanceof ReportFrames.Report report) {
			this.endpoint.report(report, this.grant.user());
		}
		else {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": a client does not send this now");
		}
	}

	@Override
	public void deliver(EncodedFrame frame) {
		this.endpoint.send(frame);
	}

	@Override
	public void acknowledged(int room, long sequence) {
		this.endpoint.send(new Frame.Ack(room, sequence));
	}

	@Override
	public void onClosed(boolean normal) {
		this.closed = true;
		this.environment.sessions().detach(this);
		boolean resumable = !normal || this.superseded;
		this.rooms.values().forEach((room) -> room.leave(this, resumable));
		this.rooms.clear();
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

	@Override
	public void heldElsewhere() {
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
		Room room = this.rooms.get(publish.room());
		if (room == null) {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "PUBLISH: room handle " + publish.room() + " is not joined");
		}
		else if (way == Way.DATAGRAM && publish.deliveryClass() == DeliveryClass.RELIABLE) {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					"PUBLISH: a reliable message may not be a datagram");
		}
		else if (!room.publish(this, publish)) {
			this.endpoint.refuse(CloseCode.LIMIT_EXCEEDED,
					"PUBLISH: " + publish.payload().readableBytes() + " bytes are too many between gateways",
					room.name(), publish);
		}
	}

	private void onJoin(String name) {
		Room joined = find(name);
		if (joined != null) {
			joined.joined(this.session).forEach(this.endpoint::send);
		}
		else if (!this.grant.allows(name)) {
			this.endpoint.refuse(CloseCode.FORBIDDEN, "JOIN: the token does not allow this room", name);
		}
		else if (!this.joining.contains(name) && !this.warm.contains(name) && isFull()) {
			this.endpoint.refuse(CloseCode.LIMIT_EXCEEDED,
					"JOIN: at most " + this.environment.properties().limits().maxRooms() + " rooms", name);
		}
		else if (this.joining.add(name)) {
			long since = this.environment.nanoClock().getAsLong();
			this.warm.take(name).thenAccept((room) -> inEventLoop(() -> enter(room, since)));
		}
	}

	private boolean isFull() {
		return this.rooms.size() + this.joining.size()
				+ this.warm.size() >= this.environment.properties().limits().maxRooms();
	}

	private void enter(Room room, long sinceNanos) {
		boolean wanted = this.joining.remove(room.name());
		if (this.closed || !wanted) {
			room.abandon();
			return;
		}
		this.rooms.put(room.handle(), room);
		try {
			room.enter(this, this.member).forEach(this.endpoint::send);
		}
		catch (RuntimeException ex) {
			this.endpoint.fail(ex);
			return;
		}
		this.environment.metrics().joined(this.environment.nanoClock().getAsLong() - sinceNanos);
	}

	private void onLeave(String name) {
		Room room = find(name);
		if (room != null) {
			this.rooms.remove(room.handle());
			room.leave(this, false);
			this.endpoint.send(new ControlFrames.Leave(name));
		}
		else if (this.joining.remove(name) || this.warm.leave(name)) {
			this.endpoint.send(new ControlFrames.Leave(name));
		}
		else {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "LEAVE: the room is not joined", name);
		}
	}

	private void onReplay(ControlFrames.Replay replay) {
		Room room = find(replay.room());
		if (room == null) {
			this.endpoint.refuse(CloseCode.NOT_JOINED, "REPLAY: the room is not joined", replay.room());
		}
		else if (this.replaysUnderWay >= MAX_REPLAYS_UNDER_WAY) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED,
					"REPLAY: at most " + MAX_REPLAYS_UNDER_WAY + " at the same time", replay.room());
		}
		else {
			this.replaysUnderWay++;
			this.environment.rooms()
				.replay(room, replay.after())
				.thenAccept((frames) -> inEventLoop(() -> replayed(frames)));
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

	private @Nullable Room find(String name) {
		for (Room room : this.rooms.values()) {
			if (room.name().equals(name)) {
				return room;
			}
		}
		return null;
	}

	private void inEventLoop(Runnable task) {
		if (eventLoop().inEventLoop()) {
			task.run();
		}
		else {
			eventLoop().execute(task);
		}
	}

}
