package dev.perigee.gateway.autoconfigure;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.MonotonicClock;
import dev.perigee.gateway.actuate.DrainEndpoint;
import dev.perigee.gateway.actuate.EventLoopsHealthIndicator;
import dev.perigee.gateway.actuate.GatewayEndpoint;
import dev.perigee.gateway.actuate.RecentCodes;
import dev.perigee.gateway.actuate.RegionsController;
import dev.perigee.gateway.actuate.RegionsHealthIndicator;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.auth.TokenVerifier;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeIdentity;
import dev.perigee.gateway.load.LoadMeter;
import dev.perigee.gateway.load.LoopLag;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.rehearsal.Rehearsal;
import dev.perigee.gateway.room.Rings;
import dev.perigee.gateway.room.RoomEnvironment;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.BusRouter;
import dev.perigee.gateway.session.ClientAcceptor;
import dev.perigee.gateway.session.Drain;
import dev.perigee.gateway.session.EntryRules;
import dev.perigee.gateway.session.MemoryGuard;
import dev.perigee.gateway.session.NodeStatus;
import dev.perigee.gateway.session.RegionNews;
import dev.perigee.gateway.session.SessionEnvironment;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.gateway.telemetry.ReportListener;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Puts a gateway together, all but its transport: read from top to bottom, this is what
 * it consists of.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = NatsAutoConfiguration.class)
@EnableConfigurationProperties(GatewayProperties.class)
@Import({ TokenConfiguration.class, TelemetryConfiguration.class, RegionsController.class, GatewayEndpoint.class,
		RecentCodes.class, DrainEndpoint.class, InsecureSettings.class })
public final class GatewayAutoConfiguration {

	private final SecureRandom random = new SecureRandom();

	private final LongSupplier nanoClock = new MonotonicClock();

	@Bean
	NodeIdentity nodeIdentity(GatewayProperties properties) {
		return new NodeIdentities(this.random).create(properties);
	}

	/**
	 * Says with every meter, the JVM's included, which region this gateway stands in; tag
	 * {@code region} is left to meters about other regions.
	 */
	@Bean
	MeterRegistryCustomizer<MeterRegistry> gatewayRegionTag(GatewayProperties properties) {
		return (registry) -> registry.config().commonTags("gateway.region", properties.region());
	}

	@Bean
	GatewayMetrics gatewayMetrics(MeterRegistry registry) {
		return new GatewayMetrics(registry);
	}

	@Bean
	Sessions sessions(GatewayProperties properties) {
		return new Sessions(properties.limits().maxSessions(), properties.limits().maxConnections());
	}

	@Bean(destroyMethod = "dispose")
	Scheduler gatewayTimer() {
		return Schedulers.newSingle("perigee-timer", true);
	}

	@Bean(destroyMethod = "dispose")
	Scheduler gatewayAckThread() {
		return Schedulers.newSingle("perigee-ack", true);
	}

	@Bean
	LoopLag loopLag() {
		return new LoopLag(this.nanoClock);
	}

	@Bean
	LoadMeter loadMeter(GatewayProperties properties, Sessions sessions, MemoryAccount memory, LoopLag loopLag,
			Scheduler gatewayTimer) {
		double maxBytes = properties.memory().maxBytes();
		return new LoadMeter(new LoadMeter.Sources(sessions::fullness, () -> memory.used() / maxBytes,
				sessions::isOverloaded, sessions::isDraining), loopLag, gatewayTimer, this.nanoClock);
	}

	@Bean
	Cluster cluster(NodeIdentity self, GatewayProperties properties, MessageBus bus, LoadMeter load,
			Scheduler gatewayTimer) {
		return new Cluster(self, properties, bus, load, gatewayTimer, this.nanoClock);
	}

	@Bean
	Farewell farewell(Cluster cluster) {
		return new Farewell(cluster);
	}

	@Bean
	RegionNews regionNews(Cluster cluster, Sessions sessions, Scheduler gatewayTimer) {
		return new RegionNews(cluster, sessions, gatewayTimer, this.nanoClock);
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("regions")
	RegionsHealthIndicator regionsHealthIndicator(Cluster cluster) {
		return new RegionsHealthIndicator(cluster);
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("eventLoops")
	EventLoopsHealthIndicator eventLoopsHealthIndicator(LoopLag loopLag) {
		return new EventLoopsHealthIndicator(loopLag);
	}

	@Bean
	@ConditionalOnMissingBean
	MemoryAccount memoryAccount() {
		return MemoryAccount.ofNetty();
	}

	@Bean
	Rings rings(GatewayProperties properties, MemoryAccount account) {
		return new Rings(properties.room(), properties.memory().maxBytes() / 2, account, this.nanoClock);
	}

	@Bean
	RoomEnvironment roomEnvironment(GatewayProperties properties, MessageBus bus, Cluster cluster, Rings rings,
			GatewayMetrics metrics, Scheduler gatewayTimer) {
		return new RoomEnvironment(properties, bus, cluster, gatewayTimer, this.nanoClock, rings, metrics);
	}

	@Bean
	Rooms rooms(RoomEnvironment environment, Scheduler gatewayAckThread) {
		return new Rooms(environment, gatewayAckThread);
	}

	@Bean
	MemoryGuard memoryGuard(GatewayProperties properties, MemoryAccount account, Sessions sessions, Rings rings,
			GatewayMetrics metrics, Scheduler gatewayTimer) {
		long maxBytes = properties.memory().maxBytes();
		metrics.gauge(GatewayMeter.MEMORY_MAX, () -> maxBytes);
		metrics.gauge(GatewayMeter.MEMORY_USED, account::frames, "frames");
		metrics.gauge(GatewayMeter.MEMORY_USED, account::bookkeeping, "bookkeeping");
		metrics.gauge(GatewayMeter.MEMORY_USED, account::direct, "direct");
		metrics.gauge(GatewayMeter.WAITING, account::waiting);
		metrics.gauge(GatewayMeter.SLOW, sessions::slowConsumers);
		return new MemoryGuard(maxBytes, account, sessions, rings, metrics, gatewayTimer);
	}

	@Bean
	NodeStatus nodeStatus(Cluster cluster, LoadMeter load) {
		return new NodeStatus(cluster::isIsolated, load);
	}

	@Bean
	EntryRules entryRules(GatewayProperties properties, TokenVerifier tokens, ResumeTokens resumeTokens,
			GatewayMetrics metrics) {
		EntryRules rules = EntryRules.of(properties, tokens, resumeTokens, this.random, this.nanoClock.getAsLong());
		metrics.gauge(GatewayMeter.UNFINISHED_HANDSHAKES, rules.handshakes()::unfinished);
		return rules;
	}

	@Bean
	SessionEnvironment sessionEnvironment(GatewayProperties properties, EntryRules entry, Sessions sessions,
			Rooms rooms, NodeStatus status, GatewayMetrics metrics) {
		return new SessionEnvironment(properties, entry, sessions, rooms, status, metrics, this.nanoClock, this.random);
	}

	@Bean
	ConnectionAcceptor connectionAcceptor(SessionEnvironment environment, ReportListener reports, LoopLag loopLag) {
		return new ClientAcceptor(environment, reports, loopLag);
	}

	@Bean
	Drain drain(Sessions sessions, Scheduler gatewayTimer) {
		return new Drain(sessions, gatewayTimer, this.nanoClock, this.random);
	}

	@Bean
	DrainOnShutdown drainOnShutdown(Drain drain, GatewayProperties properties) {
		return new DrainOnShutdown(drain, properties.drain().onShutdownWindow());
	}

	@Bean
	GatewayNode gatewayNode(SessionEnvironment environment, MessageBus bus, MemoryGuard memory, LoadMeter load,
			RegionNews regionNews) {
		Sessions sessions = environment.sessions();
		Rooms rooms = environment.rooms();
		Cluster cluster = rooms.cluster();
		GatewayMetrics metrics = environment.metrics();
		bus.listen(new BusRouter(cluster, rooms, sessions, metrics));
		metrics.gauge(GatewayMeter.CONNECTIONS, sessions::connections);
		metrics.gauge(GatewayMeter.SESSIONS, sessions::size);
		metrics.gauge(GatewayMeter.STANDBYS, sessions::standbys);
		metrics.gauge(GatewayMeter.ROOMS, rooms::size);
		metrics.gauge(GatewayMeter.LOAD, load::load);
		metrics.gauge(GatewayMeter.ISOLATED, () -> cluster.isIsolated() ? 1 : 0);
		metrics.gauge(GatewayMeter.OVERLOADED, () -> load.isOverloaded() ? 1 : 0);
		metrics.gauge(GatewayMeter.DRAINING, () -> sessions.isDraining() ? 1 : 0);
		return new GatewayNode(environment, new Rehearsal(environment), memory, load, regionNews);
	}

}
