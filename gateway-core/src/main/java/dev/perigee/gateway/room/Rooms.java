package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeListener;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The rooms of this node and what other nodes say about them. A room exists, and is
 * subscribed on the bus, from its first local join until it has been idle for
 * {@code gateway.room.linger}. Safe for use by several threads.
 */
public final class Rooms implements NodeListener {

	private static final Logger logger = LoggerFactory.getLogger(Rooms.class);

	/** After a long cut many rooms are behind: they catch up one after another. */
	private static final int MAX_ASKS_PER_TICK = 200;

	private final Map<String, Room> byName = new ConcurrentHashMap<>();

	private final Map<String, Room> bySubject = new ConcurrentHashMap<>();

	private final AtomicInteger lastHandle = new AtomicInteger();

	private final RoomEnvironment environment;

	private final Acknowledger acknowledger;

	private final RoomAnswers answers;

	/** Rooms that may ask until the next tick. */
	private final AtomicInteger asksLeft = new AtomicInteger(MAX_ASKS_PER_TICK);

	private @Nullable Disposable ticks;

	/**
	 * Creates an empty set of rooms.
	 * @param environment what rooms stand on
	 * @param ackThread one thread that may wait for the bus
	 */
	public Rooms(RoomEnvironment environment, Scheduler ackThread) {
		this.environment = environment;
		this.acknowledger = new Acknowledger(environment.bus(), ackThread,
				environment.properties().cluster().ackInterval(), environment.nanoClock(), environment.metrics());
		this.answers = new RoomAnswers(environment);
	}

	/**
	 * Begins to tell other nodes what this one holds, and to get what it has missed.
	 */
	public void start() {
		long interval = this.environment.properties().room().digestInterval().toNanos();
		this.ticks = this.environment.timer()
			.schedulePeriodically(this::tick, interval, interval, TimeUnit.NANOSECONDS);
	}

	/**
	 * Ends what {@link #start()} began.
	 */
	public void stop() {
		if (this.ticks != null) {
			this.ticks.dispose();
		}
	}

	/**
	 * Opens a room for a join: the join barrier. The room is subscribed and the other
	 * nodes have said what they know, as far as they answer within
	 * {@code gateway.room.sync-timeout}.
	 * @param name the room's name
	 * @return completes on any thread and never fails; {@link Room#enter} or
	 * {@link Room#abandon} must follow
	 */
	public CompletableFuture<Room> open(String name) {
		Room room = this.byName.compute(name, (key, present) -> {
			Room open = (present != null) ? present : create(name);
			open.reserve();
			return open;
		});
		return room.synced().thenApply((done) -> room);
	}

	/**
	 * Replays what a client has missed: from this node's ring, else from the others'. At
	 * most half of {@code gateway.session.max-queue} at once: the client asks for the
	 * rest.
	 * @param room the room
	 * @param after what the client has
	 * @return the frames to send, GAP for what can't be had. As long as a node that may
	 * have it has not answered nothing is called a gap, and the client asks again.
	 * Completes on any thread and never fails
	 */
	public CompletableFuture<List<EncodedFrame>> replay(Room room, List<Position> after) {
		Replay replay = room.replay(after, this.environment.properties().session().maxReplayBytes());
		List<Position> missing = replay.incomplete();
		if (missing.isEmpty()) {
			return CompletableFuture.completedFuture(replay.result());
		}
		// one that comes back in the meantime was not asked
		boolean allAsked = cluster().isWhole();
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		this.environment.cluster()
			.askAll(Envelope.Kind.REPLAY_REQUEST, new ControlFrames.Replay(room.name(), missing),
					this.environment.properties().room().syncTimeout(),
					(node, frames) -> merge(room, replay, frames, done))
			.thenAccept(done::complete);
		return done.thenApply((answered) -> {
			synchronized (replay) {
				boolean certain = answered && allAsked && cluster().isWhole() && !replay.isDoubtful();
				return certain ? replay.result() : replay.found();
			}
		});
	}

	/** What is whole waits for nobody else: a node that has just died never answers. */
	private static void merge(Room room, Replay replay, List<Frame> frames, CompletableFuture<Boolean> done) {
		boolean whole;
		synchronized (replay) {
			for (Frame frame : frames) {
				if (frame instanceof Frame.Deliver message) {
					replay.add(message.sender(), message.sequence(), room.encode(message));
				}
			}
			whole = replay.incomplete().isEmpty();
		}
		if (whole) {
			done.complete(true);
		}
	}

	/**
	 * Returns the nodes that share these rooms.
	 * @return this node's view of them
	 */
	public Cluster cluster() {
		return this.environment.cluster();
	}

	/**
	 * Returns what counts the memory of rooms.
	 * @return the node's account
	 */
	public MemoryAccount memory() {
		return this.environment.memory();
	}

	/**
	 * Describes the rooms with the most connections.
	 * @param count how many at most
	 * @return the largest first
	 */
	public List<RoomView> largest(int count) {
		return this.byName.values()
			.stream()
			.sorted(Comparator.comparingInt(Room::connections).reversed())
			.limit(count)
			.map(Room::view)
			.toList();
	}

	/**
	 * Describes one room.
	 * @param hash what stands for its name
	 * @return nothing when this node does not hold it
	 */
	public Optional<RoomView> describe(String hash) {
		return this.byName.values().stream().filter((room) -> room.hash().equals(hash)).findFirst().map(Room::view);
	}

	/**
	 * Returns how many rooms this node holds.
	 * @return lingering ones included
	 */
	public int size() {
		return this.byName.size();
	}

	/**
	 * Takes a message on a room's subject. Called on the bus's thread.
	 * @param message what has arrived
	 * @param envelope its envelope
	 * @throws ProtocolException when its frame is malformed
	 */
	public void onRoomMessage(MessageBus.Message message, Envelope envelope) throws ProtocolException {
		Room room = this.bySubject.get(message.subject());
		if (room == null) {
			return;
		}
		if (envelope.kind() == Envelope.Kind.DIGEST) {
			onDigest(room, envelope.origin(), Digest.read(envelope.body()));
			return;
		}
		Frame frame = envelope.frame();
		if (frame instanceof Frame.Deliver deliver) {
			FrameEncoder.setDeliverRoom(envelope.body(), Envelope.HEADER_BYTES, room.handle());
			boolean reliable = deliver.deliveryClass() == DeliveryClass.RELIABLE;
			room.onMessage(deliver, new EncodedFrame(message.body(), Envelope.HEADER_BYTES, reliable));
		}
		else {
			room.onMember(envelope.origin(), frame);
			this.environment.cluster().mention(envelope.origin(), 0);
		}
	}

	/**
	 * Takes what another node says a silent one held of a room. Called on the bus's
	 * thread.
	 * @param envelope its envelope
	 * @throws ProtocolException when it is malformed
	 */
	public void onHearsay(Envelope envelope) throws ProtocolException {
		if (envelope.body().readableBytes() < 2 * Long.BYTES) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, "HEARSAY: a node is missing");
		}
		long silent = envelope.body().readLong();
		long silenceNanos = envelope.body().readLong();
		if (envelope.frame() instanceof ControlFrames.Joined held
				&& this.environment.cluster().mention(silent, silenceNanos)) {
			Room room = this.byName.get(held.room());
			if (room != null) {
				room.onHearsay(silent, held.members());
			}
		}
	}

	/**
	 * Answers another node's question about a room. Called on the bus's thread.
	 * @param message what has arrived
	 * @param envelope its envelope
	 * @throws ProtocolException when its frame is malformed
	 */
	public void onQuestion(MessageBus.Message message, Envelope envelope) throws ProtocolException {
		Frame question = envelope.frame();
		if (question instanceof ControlFrames.Join join) {
			this.answers.answerSync(join.room(), this.byName.get(join.room()), envelope.origin(), message.replyTo());
		}
		else if (question instanceof ControlFrames.Replay replay) {
			this.answers.answerReplay(this.byName.get(replay.room()), replay.after(), message.replyTo());
		}
	}

	/**
	 * Says that the bus has connected again: what was said meanwhile was missed.
	 */
	public void onConnected() {
		this.byName.values().forEach(this::askAllNodes);
	}

	@Override
	public void onNodeChanged(long node) {
		this.byName.values().forEach((room) -> askForState(room, node));
	}

	@Override
	public void onNodeSilent(long node) {
		this.byName.values().forEach((room) -> room.onSilent(node));
	}

	private void askForState(Room room, long node) {
		this.environment.cluster()
			.ask(node, Envelope.Kind.SYNC_REQUEST, new ControlFrames.Join(room.name()),
					this.environment.properties().room().syncTimeout(),
					(answering, frames) -> learn(room, answering, frames));
	}

	/** Asks the node for what it has and this one has not. */
	private void onDigest(Room room, long node, Digest digest) {
		if (!room.onDigest(node, digest)) {
			askForState(room, node);
		}
		List<Position> missing = missing(room);
		if (!missing.isEmpty()) {
			this.environment.cluster()
				.ask(node, Envelope.Kind.REPLAY_REQUEST, new ControlFrames.Replay(room.name(), missing),
						this.environment.properties().room().syncTimeout(),
						(answering, frames) -> recover(room, frames));
		}
	}

	private void tick() {
		this.asksLeft.set(MAX_ASKS_PER_TICK);
		this.byName.values().forEach(this::tick);
	}

	/** Asks all nodes for what the one that told of it did not give. */
	private void tick(Room room) {
		this.environment.metrics().lost(room.tick());
		List<Position> missing = missing(room);
		if (!missing.isEmpty()) {
			this.environment.cluster()
				.askAll(Envelope.Kind.REPLAY_REQUEST, new ControlFrames.Replay(room.name(), missing),
						this.environment.properties().room().syncTimeout(), (node, frames) -> recover(room, frames));
		}
	}

	private List<Position> missing(Room room) {
		if (this.asksLeft.get() <= 0) {
			return List.of();
		}
		List<Position> missing = room.missing();
		if (!missing.isEmpty()) {
			this.asksLeft.decrementAndGet();
		}
		return missing;
	}

	private void recover(Room room, List<Frame> frames) {
		for (Frame frame : frames) {
			if (frame instanceof Frame.Deliver message && room.onMessage(message, room.encode(message))) {
				this.environment.metrics().recovered();
			}
		}
	}

	@Override
	public void onNodeGone(long node) {
		this.byName.values().forEach((room) -> room.onSync(node, List.of(), List.of()));
	}

	private Room create(String name) {
		Room room = new Room(name, this.lastHandle.incrementAndGet(), this.environment, this.acknowledger,
				() -> retireLater(name));
		this.bySubject.put(room.subject(), room);
		this.environment.bus().subscribe(room.subject());
		room.syncedBy(askAllNodes(room).thenAccept((complete) -> checkBarrier(room, complete)));
		return room;
	}

	private void checkBarrier(Room room, boolean complete) {
		if (!complete) {
			this.environment.metrics().syncTimedOut();
			logger.debug("Not all nodes have answered in time for room {}", room.subject());
		}
	}

	private CompletableFuture<Boolean> askAllNodes(Room room) {
		return this.environment.cluster()
			.askAll(Envelope.Kind.SYNC_REQUEST, new ControlFrames.Join(room.name()),
					this.environment.properties().room().syncTimeout(), (node, frames) -> learn(room, node, frames));
	}

	private void learn(Room room, long node, List<Frame> answer) {
		List<Member> members = new ArrayList<>();
		List<Position> positions = new ArrayList<>();
		for (Frame frame : answer) {
			if (frame instanceof ControlFrames.Joined state) {
				members.addAll(state.members());
				positions.addAll(state.positions());
			}
		}
		room.onSync(node, members, positions);
		this.environment.cluster().mention(node, 0);
	}

	private void retireLater(String name) {
		this.environment.timer()
			.schedule(() -> retire(name), this.environment.properties().room().linger().toNanos(),
					TimeUnit.NANOSECONDS);
	}

	private void retire(String name) {
		this.byName.computeIfPresent(name, (key, room) -> {
			if (!room.isIdleFor(this.environment.properties().room().linger())) {
				return room;
			}
			this.environment.bus().unsubscribe(room.subject());
			this.bySubject.remove(room.subject());
			room.close();
			return null;
		});
	}

}
