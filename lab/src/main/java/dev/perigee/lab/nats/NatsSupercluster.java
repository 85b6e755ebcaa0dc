package dev.perigee.lab.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import dev.perigee.lab.link.Link;
import dev.perigee.lab.link.Links;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.tls.CertificateAuthority;

/**
 * NATS clusters in several regions, joined by gateways over one {@link Link} for each
 * pair of regions. TLS, accounts and permissions are those of production.
 *
 * <p>
 * Thread-safe. Closing it kills every server.
 */
public final class NatsSupercluster implements AutoCloseable {

	private static final Duration READY_BOUND = Duration.ofSeconds(30);

	private final NatsPlan plan;

	private final Path directory;

	private final PortLease ports;

	private final Links links;

	private final CertificateAuthority authority;

	private final NatsCredentials credentials = NatsCredentials.generate(new SecureRandom());

	/**
	 * Each region sees a server through a link of its own, so there is no address to tell
	 * to all of them: what they are told refuses, and they go on to the next they know, a
	 * link.
	 */
	private final InetSocketAddress nowhere;

	/** Guarded by this, once prepared. */
	private final Map<String, List<ServerAddresses>> addresses = new LinkedHashMap<>();

	/** Guarded by this, once prepared. */
	private final Map<Way, InetSocketAddress> passages = new HashMap<>();

	private final Map<RegionPair, Link> gatewayLinks = new ConcurrentHashMap<>();

	private volatile Map<String, List<NatsServer>> regions = Map.of();

	private NatsSupercluster(NatsPlan plan, Path directory, PortLease ports, Links links) {
		this.plan = plan;
		this.directory = directory;
		this.ports = ports;
		this.links = links;
		this.nowhere = ports.nextAddress();
		this.authority = CertificateAuthority.create("Perigee lab nats", InstantSource.system());
	}

	/**
	 * Prepares a supercluster: files are written and checked, links are open and can be
	 * given their delays, no server runs yet.
	 * @param plan its shape
	 * @param directory an empty directory for configuration, keys and logs
	 * @param ports where addresses come from
	 * @param links makes the paths between regions
	 * @return the supercluster, to be closed by the caller
	 * @throws IllegalStateException when nats-server isn't installed or refuses the
	 * configuration
	 */
	public static NatsSupercluster prepare(NatsPlan plan, Path directory, PortLease ports, Links links) {
		NatsSupercluster supercluster = new NatsSupercluster(plan, directory, ports, links);
		supercluster.plan();
		supercluster.servers().forEach(NatsServer::check);
		return supercluster;
	}

	private void plan() {
		this.plan.regions().forEach(this::lease);
		Map<String, List<NatsServer>> made = new LinkedHashMap<>();
		this.addresses.forEach(
				(region, servers) -> made.put(region, configs(region, servers).stream().map(this::write).toList()));
		this.regions = made;
	}

	private List<ServerAddresses> lease(String region) {
		List<ServerAddresses> leased = IntStream.range(0, this.plan.serversPerRegion())
			.mapToObj((server) -> ServerAddresses.from(this.ports))
			.toList();
		this.addresses.put(region, leased);
		return leased;
	}

	private List<ServerConfig> configs(String region, List<ServerAddresses> servers) {
		List<InetSocketAddress> routes = servers.stream().map(ServerAddresses::cluster).toList();
		Map<String, List<InetSocketAddress>> gateways = new LinkedHashMap<>();
		this.addresses.forEach((to, targets) -> gateways.put(to,
				targets.stream().map((target) -> passage(region, to, target.gateway())).toList()));
		return IntStream.range(0, servers.size())
			.mapToObj((index) -> new ServerConfig(region + "-nats-" + index, region, servers.get(index), this.nowhere,
					routes, gateways))
			.toList();
	}

	private InetSocketAddress passage(String from, String to, InetSocketAddress target) {
		if (from.equals(to)) {
			return target;
		}
		return this.passages.computeIfAbsent(new Way(from, target), (way) -> {
			Link link = this.gatewayLinks.computeIfAbsent(RegionPair.of(from, to),
					(pair) -> this.links.link("nats " + pair));
			return this.links.tcp(link, target).address();
		});
	}

	/**
	 * Adds a region to all configurations: nothing is started or restarted, and servers
	 * that run know it from their next start on.
	 * @param region its name
	 * @return its servers, not started
	 */
	public synchronized List<NatsServer> addRegion(String region) {
		if (this.addresses.containsKey(region)) {
			throw new IllegalArgumentException("There is a region " + region + " already");
		}
		List<NatsServer> added = configs(region, lease(region)).stream().map(this::write).toList();
		this.addresses.forEach((known, servers) -> configs(known, servers).forEach(this::writeFile));
		Map<String, List<NatsServer>> all = new LinkedHashMap<>(this.regions);
		all.put(region, added);
		this.regions = all;
		return added;
	}

	NatsServer write(ServerConfig config) {
		return write(config, this.authority);
	}

	/** Writes the files of a server, whose certificate may be another authority's. */
	NatsServer write(ServerConfig config, CertificateAuthority issuer) {
		Path home = home(config);
		issuer.issue(config.name(), home);
		writeFile(config);
		Map<String, String> environment = new HashMap<>(this.credentials.environment());
		environment.putAll(config.environment());
		return new NatsServer(config, home, environment);
	}

	private void writeFile(ServerConfig config) {
		Path file = home(config).resolve(NatsServer.CONFIG_FILE);
		try {
			Files.writeString(file, this.plan.configuration().of(config, home(config)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write " + file, ex);
		}
	}

	private Path home(ServerConfig config) {
		return this.directory.resolve(config.name());
	}

	/**
	 * Starts every server and waits until all have found each other.
	 * @throws IllegalStateException with the last output of a server that ends
	 */
	public void start() {
		servers().forEach(NatsServer::launch);
		servers().forEach(NatsServer::start);
		awaitReady();
	}

	/**
	 * Waits until each server that runs has a route to each other one in its region and a
	 * gateway connection to each other region that has one.
	 */
	public void awaitReady() {
		LabClock.await(READY_BOUND, this::isReady, () -> "every nats-server has all routes and gateways");
	}

	private boolean isReady() {
		List<List<NatsServer>> running = this.regions.values()
			.stream()
			.map((region) -> region.stream().filter(NatsServer::isAlive).toList())
			.filter((region) -> !region.isEmpty())
			.toList();
		return running.stream()
			.allMatch((region) -> region.stream()
				.map(NatsServer::monitor)
				.allMatch((monitor) -> monitor.outboundRegions().size() == running.size() - 1
						&& monitor.routePeers().size() == region.size() - 1));
	}

	/**
	 * Returns the servers of a region.
	 * @param name the region
	 * @return as many as planned, in the same order each time
	 */
	public List<NatsServer> region(String name) {
		List<NatsServer> servers = this.regions.get(name);
		if (servers == null) {
			throw new IllegalArgumentException("No region %s among %s".formatted(name, this.regions.keySet()));
		}
		return servers;
	}

	/**
	 * Returns the path that the gateway connections between two regions take, in
	 * whichever direction they were dialled.
	 * @param one a region
	 * @param other another region
	 * @return the link
	 */
	public Link link(String one, String other) {
		Link link = this.gatewayLinks.get(RegionPair.of(one, other));
		if (link == null) {
			throw new IllegalArgumentException("No link between " + one + " and " + other);
		}
		return link;
	}

	/**
	 * Returns what clients need to log in.
	 * @return the credentials
	 */
	public NatsCredentials credentials() {
		return this.credentials;
	}

	/**
	 * Returns what clients need to trust.
	 * @return the authority's certificate as a PEM file
	 */
	public Path authorityFile() {
		return this.directory.resolve(servers().get(0).toString()).resolve("ca.crt");
	}

	private List<NatsServer> servers() {
		return this.regions.values().stream().flatMap(List::stream).toList();
	}

	@Override
	public void close() {
		servers().forEach(NatsServer::close);
	}

	/**
	 * From a region to a gateway address of another.
	 *
	 * @param from the region
	 * @param target where the other's server listens
	 */
	private record Way(String from, InetSocketAddress target) {
	}

}
