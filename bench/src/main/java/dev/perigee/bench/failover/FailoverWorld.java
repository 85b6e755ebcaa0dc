package dev.perigee.bench.failover;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Transport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where failovers happen: two regions between which a user moves, and a third one where
 * the peer is that he talks to. Blocks; used by one thread.
 */
final class FailoverWorld implements AutoCloseable {

	/** The regions that the user may elect, equally far for him. */
	static final List<String> ELECTABLE = List.of("north", "south");

	private static final String PEER_REGION = "far";

	private static final Duration USER_ONE_WAY = Duration.ofMillis(10);

	private static final Duration REGIONS_ONE_WAY = Duration.ofMillis(20);

	private static final Duration DRAIN_WINDOW = Duration.ofSeconds(2);

	private static final Duration BOUND = Duration.ofSeconds(20);

	private static final int VISITOR_MESSAGES = 50;

	private final Lab lab;

	private final LabClient user;

	private final LabClient peer;

	private final LabClient visitor;

	private FailoverWorld(Lab lab) {
		this.lab = lab;
		this.user = lab.addClient("user", "nowhere");
		this.peer = lab.addClient("peer", PEER_REGION);
		this.visitor = lab.addClient("visitor", "nowhere");
		for (String region : ELECTABLE) {
			Arrays.stream(Transport.values())
				.forEach((transport) -> this.user.link(region, transport).delay(USER_ONE_WAY));
			lab.natsLink(region, PEER_REGION).delay(REGIONS_ONE_WAY);
		}
		lab.natsLink(ELECTABLE.get(0), ELECTABLE.get(1)).delay(REGIONS_ONE_WAY);
	}

	/**
	 * Starts all processes and has every gateway serve somebody once, because the first
	 * connections to a process pay for loading its classes.
	 * @param progress told what happens
	 * @return the world, to be closed by the caller
	 */
	static FailoverWorld start(Consumer<String> progress) {
		Lab lab = Lab.builder()
			.regions(Stream.concat(ELECTABLE.stream(), Stream.of(PEER_REGION)).toArray(String[]::new))
			.onProgress(progress)
			.start();
		try {
			FailoverWorld world = new FailoverWorld(lab);
			lab.regions().forEach((region) -> world.visit(region.name()));
			return world;
		}
		catch (RuntimeException ex) {
			lab.close();
			throw ex;
		}
	}

	/** Makes a user who may elect both regions over both transports. */
	ElectionClient user(String room) {
		ElectionClientBuilder builder = this.lab.electionClient(this.user, room);
		ELECTABLE.forEach((region) -> builder.region(region, this.user.endpoints(region)));
		return builder.build();
	}

	/** Makes a peer, who stays where he is. */
	ElectionClient peer(String room) {
		return this.lab.electionClient(this.peer, room)
			.region(PEER_REGION, this.peer.endpoint(PEER_REGION, Transport.WEBSOCKET))
			.build();
	}

	GatewayProcess gateway(Candidate candidate) {
		return this.lab.region(candidate.region()).gateway(candidate.transport());
	}

	/** The way from the user to a candidate. */
	Link path(Candidate candidate) {
		return this.user.link(candidate.region(), candidate.transport());
	}

	void drain(Candidate candidate) {
		require(gateway(candidate).drain(DRAIN_WINDOW), candidate + " could not be drained");
	}

	void undrain(Candidate candidate) {
		require(gateway(candidate).undrain(), "the drain of " + candidate + " could not be taken back");
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalStateException(otherwise);
		}
	}

	/** Kills all at the same time: each kill waits until its process is gone. */
	void killRegion(String name) {
		LabRegion region = this.lab.region(name);
		Stream<Runnable> kills = Stream.concat(region.gateways().stream().map((gateway) -> gateway::kill),
				region.natsServers().stream().map((server) -> server::kill));
		Flux.fromStream(kills)
			.flatMap((kill) -> Mono.fromRunnable(kill).subscribeOn(Schedulers.boundedElastic()))
			.blockLast(BOUND);
	}

	void startRegion(String name) {
		LabRegion region = this.lab.region(name);
		region.natsServers().forEach(NatsServer::start);
		this.lab.nats().awaitReady();
		start(region.gateways());
		visit(name);
	}

	/** Starts gateways at the same time. */
	void startGateways(List<Candidate> candidates) {
		start(candidates.stream().map(this::gateway).toList());
		candidates.forEach((candidate) -> visit(candidate.region(), candidate.transport()));
	}

	private static void start(Collection<GatewayProcess> gateways) {
		gateways.forEach(GatewayProcess::launch);
		gateways.forEach(GatewayProcess::awaitReady);
		gateways.forEach(GatewayProcess::awaitHealthy);
	}

	private void visit(String region) {
		Arrays.stream(Transport.values()).forEach((transport) -> visit(region, transport));
	}

	/** Has a gateway serve somebody for a moment, as gateways in use do all the time. */
	private void visit(String region, Transport transport) {
		String room = "visitors";
		ElectionClient client = this.lab.electionClient(this.visitor, room)
			.region(region, this.visitor.endpoint(region, transport))
			.build();
		try {
			client.start().block(BOUND);
			Flux.range(0, VISITOR_MESSAGES)
				.concatMap((number) -> client.room(room).publish(new byte[16], DeliveryClass.RELIABLE))
				.blockLast(BOUND);
		}
		finally {
			client.close().block(BOUND);
		}
	}

	@Override
	public void close() {
		this.lab.close();
	}

}
