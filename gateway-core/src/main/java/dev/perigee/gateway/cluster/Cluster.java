package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.protocol.ControlFrames.RegionInfo;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;
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

	/** Guarded by itself. */
	private final NodeDirectory directory;

	/** Written on the bus's thread. */
	private volatile int connects;

	/** Written on the bus's thread. */
	private volatile long connectedNanos;

	private @Nullable NodeListener listener;

	private @Nullable Disposable ticks;

	/**
	 * Creates the node's view; it hears and says nothing until {@link #start()}.
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
		this.questions = new Questions(timer);
		this.directory = new NodeDirectory(properties.cluster().deadAfter(), properties.session().resumeGrace());
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

	/**
	 * Falls silent.
	 */
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
	 * Returns the regions known to be alive, this one included.
	 * @return one entry a region, in alphabetical order
	 */
	public List<RegionInfo> regions() {
		List<NodeAnnouncement> nodes = nodes();
		return RegionList.of(nodes);
	}

	/**
	 * Returns the nodes known to be alive.
	 * @return this node first
	 */
	public List<NodeAnnouncement> nodes() {
		List<NodeAnnouncement> nodes = new ArrayList<>(List.of(announcement()));
		synchronized (this.directory) {
			nodes.addAll(this.directory.live(this.nanoClock.getAsLong()));
		}
		return nodes;
	}

	/**
	 * Tells all nodes of all regions something.
	 * @param body an envelope
	 */
	public void tellAll(byte[] body) {
		this.bus.publish(Subjects.presence(this.self.region()), body);
	}

	/**
	 * Asks all nodes of all regions.
	 * @param kind what is asked
	 * @param question what about
	 * @param timeout how long to wait
	 * @param onAnswer takes each node's answer, on the bus's thread, also one that comes
	 * too late to be waited for
	 * @return completes when all nodes that are known to be alive have answered, after
	 * the time-out, or at once when the bus is down; never fails
	 */
	public CompletableFuture<Void> askAll(Envelope.Kind kind, Frame question, Duration timeout,
			BiConsumer<Long, List<Frame>> onAnswer) {
		if (!this.bus.isConnected()) {
			return CompletableFuture.completedFuture(null);
		}
		Questions.Question open = this.questions.open(live(), timeout, onAnswer::accept);
		this.bus.request(Subjects.presence(this.self.region()), Subjects.answer(this.self.id(), open.number()),
				Envelope.of(kind, this.self.id(), List.of(question)));
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
	 * @param onAnswer takes the answer, on the bus's thread; perhaps more than once
	 */
	public void ask(long node, Envelope.Kind kind, Frame question, Duration timeout,
			BiConsumer<Long, List<Frame>> onAnswer) {
		Questions.Question open = this.questions.open(Set.of(node), timeout, onAnswer::accept);
		repeat(node, open, Envelope.of(kind, this.self.id(), List.of(question)));
	}

	private void repeat(long node, Questions.Question question, byte[] body) {
		if (this.questions.isUnanswered(question)) {
			this.bus.request(Subjects.node(node), Subjects.answer(this.self.id(), question.number()), body);
			this.timer.schedule(() -> repeat(node, question, body),
					this.properties.cluster().announceInterval().toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Takes a part of an answer.
	 * @param subject where it arrived
	 * @param part the part
	 * @throws ProtocolException when it is malformed
	 */
	public void onAnswer(String subject, Envelope part) throws ProtocolException {
		this.questions.answered(Long.parseLong(subject, subject.lastIndexOf('.') + 1, subject.length(), 10), part);
	}

	/**
	 * Takes an announcement; a node that was not known is greeted at once, so that it
	 * need not wait to know this one.
	 * @param body the JSON
	 * @throws RuntimeException when it is malformed
	 */
	public void onAnnouncement(byte[] body) {
		NodeAnnouncement announcement = this.json.readValue(body, NodeAnnouncement.class);
		boolean changed;
		synchronized (this.directory) {
			changed = this.directory.heard(announcement, this.nanoClock.getAsLong());
		}
		if (changed && this.listener != null) {
			announce();
			this.listener.onNodeChanged(announcement.id());
		}
	}

	/**
	 * Says that the bus has connected, for the first time or again.
	 */
	public void onConnected() {
		this.connectedNanos = this.nanoClock.getAsLong();
		this.connects = this.connects + 1;
		announce();
	}

	private void tick() {
		if (this.bus.isConnected()) {
			announce();
		}
		Set<Long> gone;
		synchronized (this.directory) {
			gone = this.directory.forget(this.nanoClock.getAsLong());
		}
		if (this.listener != null) {
			gone.forEach(this.listener::onNodeGone);
		}
	}

	private void announce() {
		this.bus.publish(Subjects.REGIONS, this.json.writeValueAsBytes(announcement()));
	}

	private NodeAnnouncement announcement() {
		return this.self.announce(this.load.load(), this.load.isDraining(), this.connects);
	}

	/**
	 * Just after a connect not all nodes can be known: then nobody is waited for less.
	 */
	private Set<Long> live() {
		Set<Long> live = new HashSet<>();
		long now = this.nanoClock.getAsLong();
		synchronized (this.directory) {
			this.directory.live(now).forEach((node) -> live.add(node.id()));
		}
		if (now - this.connectedNanos < this.properties.cluster().announceInterval().toNanos()) {
			live.add(UNHEARD);
		}
		return live;
	}

}
