package dev.perigee.lab.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

	private final Map<String, List<NatsServer>> regions = new LinkedHashMap<>();

	private final Map<RegionPair, Link> gatewayLinks = new HashMap<>();

	private NatsSupercluster(NatsPlan plan, Path directory, PortLease ports, Links links) {
		this.plan = plan;
		this.directory = directory;
		this.ports = ports;
		this.links = links;
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
		Map<String, List<ServerAddresses>> addresses = new LinkedHashMap<>();
		for (String region : this.plan.regions()) {
			addresses.put(region,
					IntStream.range(0, this.plan.serversPerRegion())
						.mapToObj((server) -> ServerAddresses.from(this.ports))
						.toList());
		}
		// each region sees a server through a link of its own, so there is no address to
		// tell to all of them: what
		// they are told refuses, and they go on to the next they know, a link
		InetSocketAddress nowhere = this.ports.nextAddress();
		addresses.forEach((region, servers) -> {
			Map<String, List<InetSocketAddress>> gateways = gateways(region, addresses);
			List<InetSocketAddress> routes = servers.stream().map(ServerAddresses::cluster).toList();
			List<NatsServer> made = new ArrayList<>();
			for (ServerAddresses server : servers) {
				String name = region + "-nats-" + made.size();
				made.add(write(new ServerConfig(name, region, server, nowhere, routes, gateways)));
			}
			this.regions.put(region, List.copyOf(made));
		});
	}

	private Map<String, List<InetSocketAddress>> gateways(String from, Map<String, List<ServerAddresses>> addresses) {
		Map<String, List<InetSocketAddress>> gateways = new LinkedHashMap<>();
		addresses.forEach((to, servers) -> gateways.put(to,
				servers.stream()
					.map(ServerAddresses::gateway)
					.map((target) -> from.equals(to) ? target : this.links.tcp(openLink(from, to), target).address())
					.toList()));
		return gateways;
	}

	private Link openLink(String from, String to) {
		return this.gatewayLinks.computeIfAbsent(RegionPair.of(from, to), (pair) -> this.links.link("nats " + pair));
	}

	NatsServer write(ServerConfig config) {
		return write(config, this.authority);
	}

	/** Writes the files of a server, whose certificate may be another authority's. */
	NatsServer write(ServerConfig config, CertificateAuthority issuer) {
		Path home = this.directory.resolve(config.name());
		issuer.issue(config.name(), home);
		Path file = home.resolve(NatsServer.CONFIG_FILE);
		try {
			Files.writeString(file, this.plan.template().render(config.values(home, home)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write " + file, ex);
		}
		return new NatsServer(config, home, this.credentials.environment());
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
	 * gateway connection to each other region.
	 */
	public void awaitReady() {
		LabClock.await(READY_BOUND, this::isReady, () -> "every nats-server has all routes and gateways");
	}

	private boolean isReady() {
		return this.regions.values().stream().allMatch((region) -> {
			List<NatsServer> running = region.stream().filter(NatsServer::isAlive).toList();
			return running.stream().map(NatsServer::monitor).allMatch((monitor) -> isReady(monitor, running.size()));
		});
	}

	private boolean isReady(NatsMonitor monitor, int serversInRegion) {
		return monitor.outboundRegions().size() == this.regions.size() - 1
				&& monitor.routePeers().size() == serversInRegion - 1;
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

}
