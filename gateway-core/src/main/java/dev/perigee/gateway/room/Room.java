package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A room on this node: its local connections, the roster of all regions, and the last
 * reliable messages. Safe for use by several threads; nothing under its lock waits. As
 * frames are handed to event loops under the lock, all members of this node see one
 * order.
 */
public final class Room {

	private final String name;

	private final String subject;

	private final int handle;

	private final RoomEnvironment environment;

	private final Acknowledger acknowledger;

	private final Runnable onIdle;

	/** Guarded by this. */
	private final RoomMembers members;

	/** Guarded by this. */
	private final Senders senders;

	private final ReplayRing ring;

	/** Written under this. */
	private volatile Audience audience = Audience.EMPTY;

	/** Joins under way; guarded by this. */
	private int reserved;

	/** Guarded by this. */
	private long idleSinceNanos;

	/** Guarded by this. */
	private final DigestSchedule digests = new DigestSchedule();

	/** Set once, before the room is visible to anyone but its creator. */
	private CompletableFuture<Void> synced = CompletableFuture.completedFuture(null);

	Room(String name, int handle, RoomEnvironment environment, Acknowledger acknowledger, Runnable onIdle) {
		this.name = name;
		this.subject = Subjects.room(name);
		this.handle = handle;
		this.environment = environment;
		this.acknowledger = acknowledger;
		this.onIdle = onIdle;
		this.members = new RoomMembers(name, environment.node(), this::tellNodes, this::tellLocals);
		this.senders = new Senders(environment.properties().room().replayWindow(),
				environment.properties().session().resumeGrace(), now(), environment.memory(),
				(session) -> this.members.contains(new SessionId(session)));
		this.ring = environment.rings().open();
	}

	/**
	 * Returns the room's name.
	 * @return as users know it
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns what stands for the room in binary frames of all this node's clients.
	 * @return never used for another room
	 */
	public int handle() {
		return this.handle;
	}

	String subject() {
		return this.subject;
	}

	/** Returns what operators call the room. */
	public String hash() {
		return this.subject.substring(this.subject.lastIndexOf('.') + 1);
	}

	int connections() {
		return this.audience.size();
	}

	synchronized RoomView view() {
		return new RoomView(hash(), connections(), this.members.held().size(), this.members.all().size(),
				this.senders.count(), this.senders.lagging(), this.ring.bytes());
	}

	/**
	 * Lets a connection in; its session becomes a member unless it is one. Called on the
	 * connection's event loop, so that what is delivered from now on comes after the
	 * answer.
	 * @param subscriber the connection
	 * @param member its session
	 * @param join what the client says of its earlier messages
	 * @return the answer to the client, JOINED first
	 * @throws RuntimeException when peers can't be told; {@link #leave} undoes it
	 */
	public synchronized List<Frame> enter(Subscriber subscriber, Member member, ControlFrames.Join join) {
		this.reserved--;
		this.audience = this.audience.with(subscriber);
		if (!this.members.holds(member.session())) {
			this.digests.changed();
		}
		this.senders.introduce(new Position(member.session(), join.before()), now());
		this.senders.introduce(new Position(member.session(), join.acknowledged()), now());
		this.members.enter(member, join.before());
		return joined(member.session());
	}

	/**
	 * Answers a connection that is in already.
	 * @param session its session
	 * @return the answer to the client, JOINED first
	 */
	public synchronized List<Frame> joined(SessionId session) {
		return RoomWelcome.of(this.name, this.handle, this.members.all(),
				this.senders.latest(ControlFrames.Joined.MAX_POSITIONS), (sender) -> this.senders.last(sender.value()),
				this.senders.received(session.value()));
	}

	/** Gives up a join whose connection is gone. */
	public synchronized void abandon() {
		this.reserved--;
		checkIdle();
	}

	/**
	 * Lets a connection out.
	 * @param subscriber the connection
	 * @param resumable whether its session stays a member for the resume grace
	 */
	public synchronized void leave(Subscriber subscriber, boolean resumable) {
		if (!this.audience.contains(subscriber)) {
			return;
		}
		this.audience = this.audience.without(subscriber);
		Long absence = this.members.exit(subscriber.session());
		if (absence == null) {
			return;
		}
		if (resumable) {
			this.environment.timer()
				.schedule(() -> expire(subscriber.session(), absence),
						this.environment.properties().session().resumeGrace().toNanos(), TimeUnit.NANOSECONDS);
		}
		else {
			depart(subscriber.session());
		}
	}

	/**
	 * Takes a message from a member, stamped with its session: for all other members
	 * here, and for the other nodes. A reliable one that was seen before is only
	 * acknowledged again.
	 * @param sender the connection
	 * @param message what it published
	 * @return {@code false} when it is too long for the bus, and went nowhere
	 */
	public boolean publish(Subscriber sender, Frame.Publish message) {
		boolean reliable = message.deliveryClass() == DeliveryClass.RELIABLE;
		long session = sender.session().value();
		byte[] body = Envelope.ofMessage(node(), new Frame.Deliver(this.handle, message.deliveryClass(), session,
				message.sequence(), message.payload()));
		if (body.length > this.environment.bus().maxBodyBytes()) {
			return false;
		}
		EncodedFrame frame = new EncodedFrame(body, Envelope.HEADER_BYTES, reliable);
		synchronized (this) {
			if (keep(session, message.sequence(), frame)) {
				this.audience.deliver(frame, session);
				this.environment.bus().publish(this.subject, body);
				if (reliable) {
					this.digests.changed();
				}
			}
		}
		if (reliable) {
			this.acknowledger.confirm(sender, this.handle, message.sequence());
		}
		return true;
	}

	/**
	 * Takes a message of another node, with this room's handle in it already.
	 * @return whether it is new
	 */
	synchronized boolean onMessage(Frame.Deliver message, EncodedFrame frame) {
		boolean first = keep(message.sender(), message.sequence(), frame);
		if (first) {
			this.audience.deliver(frame, message.sender());
		}
		return first;
	}

	/** Makes a message of another node one of this room. */
	EncodedFrame encode(Frame.Deliver message) {
		return EncodedFrame.of(new Frame.Deliver(this.handle, message.deliveryClass(), message.sender(),
				message.sequence(), message.payload()));
	}

	/** Takes what another node says of one member. */
	synchronized void onMember(long node, Frame event) {
		if (event instanceof ControlFrames.MemberJoined joined) {
			this.senders.introduce(new Position(joined.member().session(), joined.before()), now());
			this.members.onJoined(node, joined);
			compareEpochs(joined.member());
		}
		else if (event instanceof ControlFrames.MemberLeft left && this.members.onLeft(node, left.session())) {
			depart(left.session());
		}
	}

	/** Takes what a third node says a silent one held. */
	synchronized void onHearsay(long silent, List<Member> members) {
		this.members.onHearsay(silent, members);
	}

	/** Takes that a node is not heard of any more. */
	synchronized void onSilent(long node) {
		this.members.onSilent(node);
	}

	/** Takes all that another node knows. */
	synchronized void onSync(long node, List<Member> members, List<Position> positions) {
		this.members.onSync(node, members);
		members.forEach(this::compareEpochs);
		boolean opening = !this.synced.isDone();
		for (Position position : positions) {
			if (opening) {
				this.senders.skip(position, now());
			}
			else {
				this.senders.learn(position, now());
			}
		}
	}

	/**
	 * Takes what another node says it holds.
	 * @return whether this node knows the members that it holds
	 */
	synchronized boolean onDigest(long node, Digest digest) {
		digest.positions().forEach((position) -> this.senders.learn(position, now()));
		return this.members.agrees(node, digest.members());
	}

	/** Returns after which positions other nodes are to be asked for messages now. */
	synchronized List<Position> missing() {
		return this.senders.due(now());
	}

	/**
	 * Tells other nodes from time to time what this one holds, and tells members who has
	 * changed and what can't be had.
	 * @return how many messages were given up
	 */
	synchronized long tick() {
		this.members.tellChanged();
		if (this.digests.tick(!this.members.isEmptyHere())) {
			Digest.of(this.members.heldHere(), this.senders.seen(this.members.held(), now()))
				.forEach((digest) -> this.environment.bus().publish(this.subject, digest.toEnvelope(node())));
		}
		this.ring.expire(now());
		List<Gap> gaps = this.senders.giveUp(this.name, now());
		gaps.forEach((gap) -> tellLocals(gap, null));
		return gaps.stream().mapToLong((gap) -> gap.to() - gap.from() + 1).sum();
	}

	/** Says what this node alone can answer for. */
	synchronized ControlFrames.Joined localState() {
		return new ControlFrames.Joined(this.name, this.handle, this.members.heldHere(), this.senders.positions(),
				null);
	}

	/** Says what nodes held that are silent now. */
	synchronized Map<Long, List<Member>> heldBySilent() {
		return this.members.heldBySilent();
	}

	/**
	 * Begins a replay with what this node has.
	 * @param maxBytes how long the replay may be
	 */
	synchronized Replay replay(List<Position> after, long maxBytes) {
		Replay replay = new Replay(this.name, maxBytes);
		for (Position position : Replay.distinct(after)) {
			long sender = position.session().value();
			boolean known = this.members.contains(position.session()) || !this.senders.isSpeaking(sender, now());
			replay.want(position, this.senders.last(sender), this.ring.after(sender, position.sequence(), now()),
					known);
		}
		return replay;
	}

	synchronized void reserve() {
		this.reserved++;
	}

	synchronized boolean isIdleFor(Duration time) {
		return isIdle() && now() - this.idleSinceNanos >= time.toNanos();
	}

	/** Gives back what it holds. */
	synchronized void close() {
		this.environment.rings().close(this.ring);
		this.senders.clear();
	}

	CompletableFuture<Void> synced() {
		return this.synced;
	}

	void syncedBy(CompletableFuture<Void> sync) {
		this.synced = sync;
	}

	private boolean keep(long session, long sequence, EncodedFrame frame) {
		if (!frame.isReliable()) {
			return true;
		}
		long now = now();
		boolean first = this.senders.accept(session, sequence, now);
		if (first) {
			this.ring.append(session, sequence, frame, now);
		}
		return first;
	}

	private synchronized void expire(SessionId session, long absence) {
		if (this.members.hasStayedAway(session, absence)) {
			depart(session);
		}
	}

	private void depart(SessionId session) {
		this.digests.changed();
		this.members.depart(session);
		checkIdle();
	}

	/** Two nodes hold a session for good when the news of its move was lost. */
	private void compareEpochs(Member heldElsewhere) {
		if (this.members.holds(heldElsewhere.session())) {
			this.audience.of(heldElsewhere.session()).forEach(Subscriber::heldElsewhere);
		}
	}

	private boolean isIdle() {
		return this.reserved == 0 && this.members.isEmptyHere();
	}

	private void checkIdle() {
		if (isIdle()) {
			this.idleSinceNanos = now();
			this.onIdle.run();
		}
	}

	private void tellNodes(Frame event) {
		this.environment.bus().publish(this.subject, Envelope.of(Envelope.Kind.MEMBER, node(), List.of(event)));
	}

	private void tellLocals(Frame event, @Nullable SessionId except) {
		this.audience.deliver(EncodedFrame.of(event), (except != null) ? except.value() : Audience.NOBODY);
	}

	private long node() {
		return this.environment.node();
	}

	private long now() {
		return this.environment.nanoClock().getAsLong();
	}

}
