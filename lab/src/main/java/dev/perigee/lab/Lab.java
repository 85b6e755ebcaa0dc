package dev.perigee.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.perigee.election.DiscoveryOptions;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.transport.Trust;
import dev.perigee.lab.gateway.DevTokens;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.gateway.GatewayProgram;
import dev.perigee.lab.gateway.GatewaySettings;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.link.Links;
import dev.perigee.lab.nats.ConfigTemplate;
import dev.perigee.lab.nats.NatsConfiguration;
import dev.perigee.lab.nats.NatsPlan;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.lab.nats.NatsSupercluster;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.tls.CertificateAuthority;
import dev.perigee.lab.tls.Identity;
import dev.perigee.protocol.Transport;

/**
 * A world on one machine: in each region nats-servers and gateways, processes of their
 * own that can be killed, paused and started again; between the regions, and from each
 * user to each gateway, links with delay, jitter, loss and cuts.
 *
 * <pre>{@code
 * try (Lab lab = Lab.builder().regions("us-east", "singapore").client("home", "singapore").start()) {
 *     lab.link("home", "singapore", Transport.WEBTRANSPORT).blackHole(true);
 *     lab.region("us-east").gatewayWs().kill();
 * }
 * }</pre>
 *
 * <p>
 * Everything listens on the loopback address only. Nothing outlives the lab:
 * {@link #close()} and the end of the JVM kill every process, {@code kill -9} of the JVM
 * included; only then the temporary directory stays behind.
 *
 * <p>
 * Thread-safe. Methods that change something block until it is so.
 */
public final class Lab implements AutoCloseable {

	private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

	private final DevTokens tokens = DevTokens.generate(new SecureRandom(), InstantSource.system());

	private final Map<String, LabRegion> regions = new LinkedHashMap<>();

	private final Map<String, LabClient> clients = new ConcurrentHashMap<>();

	private final Teardown teardown;

	private final Links links;

	private final NatsSupercluster nats;

	private final Identity webTransportIdentity;

	private Lab(Teardown teardown, Links links, NatsSupercluster nats, Identity webTransportIdentity) {
		this.teardown = teardown;
		this.links = links;
		this.nats = nats;
		this.webTransportIdentity = webTransportIdentity;
	}

	/**
	 * Begins the description of a lab.
	 * @return a builder with no regions yet
	 */
	public static LabBuilder builder() {
		return new LabBuilder();
	}

	static Lab start(LabBuilder plan) {
		Teardown teardown = new Teardown();
		teardown.onExit();
		try {
			return open(plan, teardown);
		}
		catch (RuntimeException ex) {
			teardown.runAfter(ex);
			throw ex;
		}
	}

	private static Lab open(LabBuilder plan, Teardown teardown) {
		Path home = ProjectHome.path();
		Workspace workspace = Workspace.open(plan.directory);
		teardown.add(workspace::close);
		PortLease ports = PortLease.acquire();
		teardown.add(ports::close);
		Links links = new Links(ports, LabClock::nanoTime, plan.seed);
		teardown.add(links::close);
		NatsConfiguration configuration = (plan.natsConfiguration != null) ? plan.natsConfiguration
				: NatsConfiguration.from(ConfigTemplate.read(home.resolve("nats-config/nats-server.conf.template")));
		NatsSupercluster nats = NatsSupercluster.prepare(
				new NatsPlan(plan.regions, plan.natsServersPerRegion, configuration), workspace.directory("nats"),
				ports, links);
		teardown.add(nats::close);
		Identity identity = CertificateAuthority.create("Perigee lab edge", InstantSource.system())
			.issue("gateway-wt", workspace.directory("edge"));
		Lab lab = new Lab(teardown, links, nats, identity);
		lab.addRegions(plan, home, workspace, ports);
		plan.clients.forEach(lab::addClient);
		lab.configureGateways(plan);
		lab.startProcesses(plan);
		return lab;
	}

	private void addRegions(LabBuilder plan, Path home, Workspace workspace, PortLease ports) {
		Map<Transport, GatewayProgram> programs = new EnumMap<>(Transport.class);
		plan.gateways.forEach((transport) -> programs.put(transport, GatewayProgram.find(home, transport)
			.withOptions(plan.gatewayOptions.getOrDefault(transport, List.of()))));
		for (String region : plan.regions) {
			List<GatewayProcess> gateways = new ArrayList<>();
			programs.forEach((transport, program) -> {
				for (int number = 1; number <= plan.gatewaysPerTransport; number++) {
					String node = region + ((transport == Transport.WEBSOCKET) ? "-ws" : "-wt")
							+ ((number > 1) ? "-" + number : "");
					GatewayProcess gateway = new GatewayProcess(node, transport, program, workspace.directory(node),
							ports);
					this.teardown.add(gateway::close);
					gateways.add(gateway);
				}
			});
			this.regions.put(region, new LabRegion(region, this.nats.region(region), gateways));
		}
	}

	private void configureGateways(LabBuilder plan) {
		for (LabRegion region : this.regions.values()) {
			GatewaySettings settings = new GatewaySettings(region.name(),
					region.natsServers().stream().map(NatsServer::clientUrl).toList(), this.nats.credentials(),
					this.nats.authorityFile(), this.webTransportIdentity, this.tokens);
			for (GatewayProcess gateway : region.gateways()) {
				URI announced = plan.clients.keySet()
					.stream()
					.findFirst()
					.map((first) -> client(first).url(region.name(), gateway.transport()))
					.orElseGet(gateway::url);
				gateway.configure(settings, announced);
			}
		}
	}

	private void startProcesses(LabBuilder plan) {
		region(plan.regions.get(0)).gateways().forEach((gateway) -> train(gateway, plan));
		plan.progress.accept("starting nats-servers in " + plan.regions);
		this.nats.start();
		setNatsDelays();
		List<GatewayProcess> gateways = gateways();
		plan.progress.accept("starting gateways " + gateways);
		gateways.forEach(GatewayProcess::launch);
		for (GatewayProcess gateway : gateways) {
			gateway.awaitReady();
			gateway.awaitHealthy();
			plan.progress.accept(gateway + " is ready");
		}
	}

	private static void train(GatewayProcess gateway, LabBuilder plan) {
		if (gateway.isTrained()) {
			return;
		}
		plan.progress.accept("archiving the classes of %s gateways, once a build".formatted(gateway.transport().id()));
		if (!gateway.train()) {
			plan.progress.accept("going on without the archive, which only costs time");
		}
	}

	private void setNatsDelays() {
		List<String> names = new ArrayList<>(this.regions.keySet());
		for (String one : names) {
			for (String other : names.subList(names.indexOf(one) + 1, names.size())) {
				natsLink(one, other).delay(WorldLatency.oneWay(one, other));
			}
		}
	}

	private List<GatewayProcess> gateways() {
		return this.regions.values().stream().flatMap((region) -> region.gateways().stream()).toList();
	}

	/**
	 * Returns a region.
	 * @param name its name
	 * @return the region
	 * @throws IllegalArgumentException when the lab has no such region
	 */
	public LabRegion region(String name) {
		LabRegion region = this.regions.get(name);
		if (region == null) {
			throw new IllegalArgumentException("No region %s among %s".formatted(name, this.regions.keySet()));
		}
		return region;
	}

	/**
	 * Returns the regions in the order of the builder.
	 * @return all regions
	 */
	public List<LabRegion> regions() {
		return List.copyOf(this.regions.values());
	}

	/**
	 * Adds a user, who gets links to all gateways with the delays of where he is.
	 * @param name the user's name
	 * @param home a place of {@link WorldLatency}, or a region of this lab
	 * @return the user
	 * @throws IllegalArgumentException when there is one of that name
	 */
	public LabClient addClient(String name, String home) {
		LabClient client = new LabClient(name, home, regions(), this.links);
		if (this.clients.putIfAbsent(name, client) != null) {
			throw new IllegalArgumentException("There is a client " + name + " already");
		}
		return client;
	}

	/**
	 * Returns a user.
	 * @param name the user's name
	 * @return the user
	 * @throws IllegalArgumentException when the lab has no such user
	 */
	public LabClient client(String name) {
		LabClient client = this.clients.get(name);
		if (client == null) {
			throw new IllegalArgumentException("No client %s among %s".formatted(name, this.clients.keySet()));
		}
		return client;
	}

	/**
	 * Returns the path from a user to a gateway.
	 * @param client the user's name
	 * @param region where the gateway is
	 * @param transport which gateway
	 * @return the link
	 */
	public Link link(String client, String region, Transport transport) {
		return client(client).link(region, transport);
	}

	/**
	 * Returns the path of the NATS gateway connections between two regions.
	 * @param one a region
	 * @param other another region
	 * @return the link
	 */
	public Link natsLink(String one, String other) {
		return this.nats.link(one, other);
	}

	/**
	 * Mints a token that is good for an hour at every gateway of this lab.
	 * @param user who it is for
	 * @param rooms names of rooms, or prefixes that end with {@code *}
	 * @return the token
	 */
	public String token(String user, String... rooms) {
		return this.tokens.mint(user, List.of(rooms), TOKEN_LIFETIME);
	}

	/**
	 * Returns who mints this lab's tokens.
	 * @return the mint, for unusual tokens
	 */
	public DevTokens tokens() {
		return this.tokens;
	}

	/**
	 * Begins an election client of a user, who has a token and trusts the gateways.
	 * Regions are left to the caller; gateways can tell of one user's links only, so that
	 * what they tell is not heeded.
	 * @param user whose links it will use
	 * @param rooms names of rooms, or prefixes that end with {@code *}
	 * @return a builder
	 */
	public ElectionClientBuilder electionClient(LabClient user, String... rooms) {
		try (InputStream authority = Files.newInputStream(this.webTransportIdentity.authorityFile())) {
			return ElectionClient.builder()
				.token(token(user.name(), rooms))
				.trust(Trust.ofPem(authority))
				.discovery(DiscoveryOptions.NONE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the lab's authority", ex);
		}
	}

	/**
	 * Returns the NATS side of the lab.
	 * @return the supercluster
	 */
	public NatsSupercluster nats() {
		return this.nats;
	}

	/**
	 * Returns the certificate of all WebTransport gateways, with its SHA-256 for browsers
	 * and the file of its authority for everybody else.
	 * @return the identity
	 */
	public Identity webTransportIdentity() {
		return this.webTransportIdentity;
	}

	/**
	 * Kills every process and closes every link. Does nothing the second time.
	 */
	@Override
	public void close() {
		this.teardown.run();
	}

}
