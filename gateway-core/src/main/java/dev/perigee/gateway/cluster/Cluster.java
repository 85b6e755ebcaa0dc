package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.RegionHealth;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * This node among the others: announces itself, knows who is alive, and asks them. Safe
 * for use by several threads.
 */
public final class Cluster {

	/** Stands for nodes that have not been heard of yet; never answers. */
	private static final long UNHEARD = 0;

	/** An answer overtook this node's interest: a moment later it has arrived. */
	private static final long UNMARKED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

	/** The pause doubles so many times. */
	private static final int MAX_DOUBLINGS = 5;

	private static final Logger logger = LoggerFactory.getLogger(Cluster.class);

	/** How long the last announcement may take to leave. */
	private static final Duration FAREWELL = Duration.ofMillis(200);

	private final JsonMapper json = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	private final NodeIdentity self;

	private final GatewayProperties properties;

	private final MessageBus bus;

	private final NodeLoad load;

	private final Scheduler timer;

	private final LongSupplier nanoClock;

	private final Questions questions;

	private final Neighbours neighbours;

	/** There are other regions, and none of them is heard. */
	private volatile boolean cutOff;

	/** Nothing that is announced from now on is about staying. */
	private volatile boolean leaving;

	/** Written on the bus's thread. */
	private volatile int connects;

	/** From then on silent nodes are dead ones; written on the bus's thread. */
	private volatile long heardAllNanos;

	private @Nullable NodeListener listener;

	private @Nullable Disposable ticks;

	/**
	 * Creates the node's view; it hears and says nothing until {@link #start}.
	 * @param self who this node is
	 * @param properties intervals and time-outs
	 * @param bus what carries the messages
	 * @param load how busy this node is
	 * @param timer what announcements are made on
	 * @param nanoClock what silence is measured with
	 */
	public Cluster(NodeIdentity self, GatewayProperties properties, MessageBus bus, NodeLoad load, Scheduler timer,
			LongSupplier nanoClock) {
		this.self = self;
		this.properties = properties;
		this.bus = bus;
		this.load = load;
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.heardAllNanos = nanoClock.getAsLong();
		this.questions = new Questions(timer);
		this.neighbours = new Neighbours(self.region(), properties, nanoClock);
	}

	/**
	 * Begins to listen and to announce.
	 * @param listener hears of other nodes
	 */
	public void start(NodeListener listener) {
		this.listener = listener;
		this.bus.subscribe(Subjects.REGIONS);
		this.bus.subscribe(Subjects.PRESENCE_OF_ALL);
		this.bus.subscribe(Subjects.allTo(this.self.id()));
		long interval = this.properties.cluster().announceInterval().toNanos();
		this.ticks = this.timer.schedulePeriodically(this::tick, interval, interval, TimeUnit.NANOSECONDS);
	}

	/** Falls silent. */
	public void stop() {
		if (this.ticks != null) {
			this.ticks.dispose();
		}
	}

	/**
	 * Returns who this node is.
	 * @return the identity
	 */
	public NodeIdentity self() {
		return this.self;
	}

	/**
	 * Returns the regions that are known, this one included. One that is silent is kept
	 * for {@code gateway.cluster.region-expiry}, or until another one is heard again.
	 * While this node may not know all, its own region counts as isolated.
	 * @return one entry a region, in alphabetical order
	 */
	public List<RegionInfo> regions() {
		boolean settled = this.nanoClock.getAsLong() - this.heardAllNanos >= 0;
		return this.neighbours.regions(announcement(settled ? health() : worse(health(), RegionHealth.ISOLATED)));
	}

	/**
	 * Tells whether the other regions can't be reached: the bus is down, or there are
	 * other regions and none of them is heard.
	 * @return a state of the last {@code gateway.cluster.announce-interval}
	 */
	public boolean isIsolated() {
		return this.cutOff || !this.bus.isConnected();
	}

	/**
	 * Returns the nodes known to be alive.
	 * @return this node first
	 */
	public List<NodeAnnouncement> nodes() {
		List<NodeAnnouncement> nodes = new ArrayList<>(List.of(announcement(health())));
		nodes.addAll(this.neighbours.live());
		return nodes;
	}

	/**
	 * Returns the nodes known to be alive, with the time since they were heard.
	 * @return this node first
	 */
	public List<SeenNode> seen() {
		List<SeenNode> seen = new ArrayList<>(List.of(SeenNode.of(announcement(health()), 0)));
		seen.addAll(this.neighbours.seen());
		return seen;
	}

	/**
	 * Tells whether all nodes that may have something are known to be alive.
	 * @return {@code false} while one is silent that may come back, or this one can't be
	 * sure to know all
	 */
	public boolean isWhole() {
		return this.bus.isConnected() && this.nanoClock.getAsLong() - this.heardAllNanos >= 0
				&& this.neighbours.isWhole();
	}

	/**
	 * Tells all nodes of all regions something.
	 * @param body an envelope
	 */
	public void tellAll(byte[] body) {
		this.bus.publish(Subjects.presence(this.self.region()), body);
	}

	/**
	 * Asks all nodes of all regions. A SYNC_REQUEST about a room has each of them show,
	 * too, that what it says there arrives here: who does not is asked again.
	 * @param kind what is asked
	 * @param question what about
	 * @param timeout how long to wait
	 * @param onAnswer takes each node's answer, on the bus's thread, also one that comes
	 * too late to be waited for; to a SYNC_REQUEST whole and perhaps more than once, to
	 * others in parts
	 * @return completes with whether all nodes that are known to be alive have answered:
	 * after the time-out with {@code false}, at once when the bus is down; never fails
	 */
	public CompletableFuture<Boolean> askAll(Envelope.Kind kind, Frame question, Duration timeout,
			BiConsumer<Long, List<Frame>> onAnswer) {
		if (!this.bus.isConnected()) {
			return CompletableFuture.completedFuture(true);
		}
		Questions.Question open = this.questions.open(live(), kind, envelope(kind, question), timeout,
				onAnswer::accept);
		forgetTheUnheard(open);
		send(open, Subjects.presence(this.self.region()));
		if (kind == Envelope.Kind.SYNC_REQUEST) {
			repeatLater(open);
		}
		return open.done();
	}

	/**
	 * Asks one node, again every {@code gateway.cluster.announce-interval} until it
	 * answers: what was heard of it came over another connection between the regions than
	 * the one that the question takes, which may not be there yet.
	 * @param node the node
	 * @param kind what is asked
	 * @param question what about
	 * @param timeout after ten times this, no more is asked and an answer is ignored
	 * @param onAnswer takes the answer as for {@link #askAll}
	 */
	public void ask(long node, Envelope.Kind kind, Frame question, Duration timeout,
			BiConsumer<Long, List<Frame>> onAnswer) {
		Questions.Question open = this.questions.open(Set.of(node), kind, envelope(kind, question), timeout,
				onAnswer::accept);
		send(open, Subjects.node(node));
		repeatLater(open);
	}

	private byte[] envelope(Envelope.Kind kind, Frame question) {
		return Envelope.of(kind, this.self.id(), List.of(question));
	}

	private void send(Questions.Question question, String subject) {
		this.bus.request(subject, Subjects.answer(this.self.id(), question.number()), question.body());
	}

	private void repeatLater(Questions.Question question) {
		this.timer.schedule(() -> {
			if (this.questions.isUnanswered(question)) {
				question.missing().forEach((node) -> send(question, Subjects.node(node)));
				repeatLater(question);
			}
		}, this.properties.cluster().announceInterval().toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Takes a part of an answer.
	 * @param subject where it arrived
	 * @param part the part
	 * @throws ProtocolException when it is malformed
	 */
	public void onAnswer(String subject, Envelope part) throws ProtocolException {
		Questions.Question question = this.questions.get(Subjects.question(subject));
		if (question == null) {
			return;
		}
		int missedMarks = question.add(part);
		if (missedMarks > 0) {
			long pause = UNMARKED_PAUSE_NANOS << Math.min(missedMarks - 1, MAX_DOUBLINGS);
			this.timer.schedule(() -> {
				if (this.questions.isUnanswered(question)) {
					send(question, Subjects.node(part.origin()));
				}
			}, pause, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Takes the proof that what a node says in a room arrives.
	 * @param asker who asked for it
	 * @param question the asker's number of the question
	 * @param node the node
	 */
	public void onMark(long asker, long question, long node) {
		Questions.Question open = (asker == this.self.id()) ? this.questions.get(question) : null;
		if (open != null) {
			open.mark(node);
		}
	}

	/**
	 * Takes an announcement; a node that was not known is greeted at once, so that it
	 * need not wait to know this one.
	 * @param body the JSON
	 * @throws RuntimeException when it is malformed
	 */
	public void onAnnouncement(byte[] body) {
		NodeAnnouncement announcement = this.json.readValue(body, NodeAnnouncement.class);
		if (this.neighbours.heard(announcement) && this.listener != null) {
			announce();
			this.questions.extend(UNHEARD, announcement.id())
				.forEach((question) -> send(question, Subjects.node(announcement.id())));
			this.listener.onNodeChanged(announcement.id());
		}
	}

	/**
	 * Notes that something is known of a node, so that {@link NodeListener#onNodeGone}
	 * follows in time, even if it never announces itself here.
	 * @param node the node
	 * @param silenceNanos how long it has been silent
	 * @return whether it is silent here, too, and not forgotten
	 */
	public boolean mention(long node, long silenceNanos) {
		return node != this.self.id() && this.neighbours.mention(node, silenceNanos);
	}

	/**
	 * Returns how long a node has been silent.
	 * @param node a node that is known
	 * @return nanoseconds; empty when it is not known
	 */
	public OptionalLong silenceNanos(long node) {
		return this.neighbours.silenceNanos(node);
	}

	/** Says that the bus has connected, for the first time or again. */
	public void onConnected() {
		this.heardAllNanos = this.nanoClock.getAsLong() + this.properties.room().syncTimeout().toNanos();
		this.connects = this.connects + 1;
		announce();
	}

	/** Tells the others that this node goes for good: its silence is no surprise. */
	public void leave() {
		this.leaving = true;
		announce();
		this.bus.flush(FAREWELL);
	}

	private void tick() {
		Neighbours.Silence silence = this.neighbours.look();
		isolate(silence.ofAllRegions());
		if (this.bus.isConnected()) {
			announce();
		}
		if (this.listener != null) {
			silence.fallen().forEach(this.listener::onNodeSilent);
			silence.gone().forEach(this.listener::onNodeGone);
		}
	}

	private void isolate(boolean cutOff) {
		boolean before = this.cutOff;
		this.cutOff = cutOff;
		if (cutOff != before && this.bus.isConnected()) {
			logger.warn(cutOff ? "No other region is heard, though NATS is connected: this node is isolated"
					: "Another region is heard: this node is not isolated any more");
		}
	}

	private void announce() {
		this.bus.publish(Subjects.REGIONS, this.json.writeValueAsBytes(announcement(health())));
	}

	private NodeAnnouncement announcement(RegionHealth health) {
		return this.self.announce(this.load.load(), health, this.leaving, this.connects);
	}

	private RegionHealth health() {
		RegionHealth health = isIsolated() ? RegionHealth.ISOLATED
				: this.load.isOverloaded() ? RegionHealth.OVERLOADED : RegionHealth.UP;
		return this.load.isDraining() ? worse(health, RegionHealth.DRAINING) : health;
	}

	private static RegionHealth worse(RegionHealth one, RegionHealth other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	/** Returns whom to wait for; just after a connect not all nodes can be known. */
	private Set<Long> live() {
		Set<Long> live = new HashSet<>();
		this.neighbours.live().forEach((node) -> live.add(node.id()));
		if (this.nanoClock.getAsLong() - this.heardAllNanos < 0) {
			live.add(UNHEARD);
		}
		return live;
	}

	/** Who is there greets a node that connects, within one round trip. */
	private void forgetTheUnheard(Questions.Question question) {
		if (question.missing().contains(UNHEARD)) {
			this.timer.schedule(() -> question.forget(UNHEARD), this.heardAllNanos - this.nanoClock.getAsLong(),
					TimeUnit.NANOSECONDS);
		}
	}

}
