package dev.perigee.lab;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.perigee.election.Region;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.link.Links;
import dev.perigee.protocol.Transport;

/**
 * A user somewhere in the world, with a link of its own to the gateways of each region
 * and transport. Immutable.
 */
public final class LabClient {

	private final String name;

	private final Map<String, Map<Transport, Link>> paths = new TreeMap<>();

	LabClient(String name, String home, List<LabRegion> regions, Links links) {
		this.name = name;
		for (LabRegion region : regions) {
			Map<Transport, Link> byTransport = new TreeMap<>();
			for (Transport transport : Transport.values()) {
				List<GatewayProcess> gateways = region.gateways(transport);
				if (!gateways.isEmpty()) {
					Link link = links.link("%s->%s/%s".formatted(name, region.name(), transport.id()));
					link.delay(WorldLatency.oneWay(home, region.name()));
					open(links, link, transport, new Balancer(gateways));
					byTransport.put(transport, link);
				}
			}
			this.paths.put(region.name(), byTransport);
		}
	}

	private static void open(Links links, Link link, Transport transport, Balancer balancer) {
		if (transport == Transport.WEBSOCKET) {
			links.tcp(link, balancer);
		}
		else {
			links.udp(link, balancer);
		}
	}

	/**
	 * Returns the path to a gateway.
	 * @param region where the gateway is
	 * @param transport which gateway
	 * @return the link
	 * @throws IllegalArgumentException when there is no such gateway
	 */
	public Link link(String region, Transport transport) {
		Link link = this.paths.getOrDefault(region, Map.of()).get(transport);
		if (link == null) {
			throw new IllegalArgumentException(
					"No path from %s to %s/%s among %s".formatted(this.name, region, transport.id(), this.paths));
		}
		return link;
	}

	/**
	 * Returns what this user dials.
	 * @param region where the gateway is
	 * @param transport which gateway
	 * @return a {@code ws} or {@code https} URL that leads over the link
	 */
	public URI url(String region, Transport transport) {
		return GatewayProcess.url(transport, link(region, transport).address());
	}

	/**
	 * Returns what an election client is told of one gateway.
	 * @param region where the gateway is
	 * @param transport which gateway
	 * @return a region with one transport
	 */
	public Region endpoint(String region, Transport transport) {
		URI url = url(region, transport);
		return (transport == Transport.WEBSOCKET) ? new Region(url, null) : new Region(null, url);
	}

	/**
	 * Returns what an election client is told of a region.
	 * @param region a region with both gateways
	 * @return the region with both transports
	 */
	public Region endpoints(String region) {
		return new Region(url(region, Transport.WEBSOCKET), url(region, Transport.WEBTRANSPORT));
	}

	/**
	 * Returns the user's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
