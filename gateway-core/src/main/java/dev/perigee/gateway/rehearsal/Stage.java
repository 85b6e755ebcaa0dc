package dev.perigee.gateway.rehearsal;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.auth.SigningSecret;
import dev.perigee.gateway.auth.TokenVerifier;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeIdentity;
import dev.perigee.gateway.cluster.NodeLoad;
import dev.perigee.gateway.load.LoopLag;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Rings;
import dev.perigee.gateway.room.RoomEnvironment;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.BusRouter;
import dev.perigee.gateway.session.ClientAcceptor;
import dev.perigee.gateway.session.EntryRules;
import dev.perigee.gateway.session.NodeStatus;
import dev.perigee.gateway.session.SessionEnvironment;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.gateway.telemetry.ReportListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where a rehearsal takes place: gateways and clients on one event loop that has no
 * thread and a time of its own, so that all is done when a call returns, and nothing is
 * left when the stage is. Confined to one thread.
 */
final class Stage {

	private static final long RING_BYTES = 1 << 20;

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private final Scheduler timer = Schedulers.fromExecutorService(this.loop.eventLoop());

	private final StageBus bus = new StageBus();

	private final SessionEnvironment model;

	private final TokenVerifier tokens;

	private final ResumeTokens resumeTokens;

	private final StageTokens roomTokens;

	private long lastNode;

	/**
	 * Sets up an empty stage.
	 * @param model what gateways are made like
	 */
	Stage(SessionEnvironment model) {
		this.model = model;
		this.loop.freezeTime();
		GatewayProperties properties = model.properties();
		Clock clock = Clock.systemUTC();
		this.roomTokens = new StageTokens(properties.auth(), clock, model.random());
		SigningSecret secret = this.roomTokens.secret();
		this.tokens = new TokenVerifier(secret, properties.auth(), clock);
		this.resumeTokens = new ResumeTokens(secret, properties.session().resumeLifetime(), clock);
	}

	/** Starts a gateway that the others know. */
	ConnectionAcceptor openGateway() {
		GatewayProperties properties = this.model.properties();
		StageBus.Port port = this.bus.open();
		NodeIdentity self = new NodeIdentity(++this.lastNode, "rehearsal-" + this.lastNode, properties.region(), null,
				null);
		GatewayMetrics metrics = new GatewayMetrics(new SimpleMeterRegistry());
		Cluster cluster = new Cluster(self, properties, port, NodeLoad.IDLE, this.timer, this.model.nanoClock());
		Rings rings = new Rings(properties.room(), RING_BYTES, new MemoryAccount(() -> 0), this.model.nanoClock());
		Rooms rooms = new Rooms(
				new RoomEnvironment(properties, port, cluster, this.timer, this.model.nanoClock(), rings, metrics),
				this.timer);
		Sessions sessions = new Sessions(properties.limits().maxSessions(), properties.limits().maxConnections());
		EntryRules entry = EntryRules.of(properties, this.tokens, this.resumeTokens, this.model.random(),
				this.model.nanoClock().getAsLong());
		SessionEnvironment environment = new SessionEnvironment(properties, entry, sessions, rooms,
				new NodeStatus(cluster::isIsolated, NodeLoad.IDLE), metrics, this.model.nanoClock(),
				this.model.random());
		port.listen(new BusRouter(cluster, rooms, sessions, metrics));
		cluster.start(rooms);
		rooms.start();
		pass(properties.cluster().announceInterval());
		return new ClientAcceptor(environment, ReportListener.NONE, new LoopLag(this.model.nanoClock()));
	}

	/** Connects somebody to a gateway. */
	Actor enter(ConnectionAcceptor gateway) {
		Actor actor = new Actor(this.loop.eventLoop());
		actor.connect(gateway);
		return actor;
	}

	/** Signs what lets a user into the room. */
	String token(String user) {
		return this.roomTokens.sign(user, Actor.ROOM);
	}

	/** Lets happen what is under way, acknowledgements included. */
	void settle() {
		pass(this.model.properties().cluster().ackInterval());
	}

	private void pass(Duration time) {
		deliverAll();
		this.loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
		deliverAll();
	}

	private void deliverAll() {
		do {
			this.loop.runPendingTasks();
		}
		while (this.bus.deliver());
	}

	/** Takes everything away, what was to happen later included. */
	void close() {
		this.loop.finishAndReleaseAll();
	}

}
