package dev.perigee.lab.nats;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What differs from server to server in the configuration template.
 *
 * @param name unique over all regions
 * @param region name of cluster and gateway
 * @param addresses where it listens
 * @param advertised where it tells servers of other regions to dial
 * @param routes the servers of its region
 * @param gateways for each region, where to dial its servers
 */
record ServerConfig(String name, String region, ServerAddresses addresses, InetSocketAddress advertised,
		List<InetSocketAddress> routes, Map<String, List<InetSocketAddress>> gateways) {

	/** Names the template's placeholders. */
	Map<String, String> values(Path tlsDirectory, Path runDirectory) {
		return Map.ofEntries(Map.entry("server_name", this.name), Map.entry("region", this.region),
				Map.entry("client_listen", ServerAddresses.text(this.addresses.client())),
				Map.entry("monitor_listen", ServerAddresses.text(this.addresses.monitor())),
				Map.entry("cluster_listen", ServerAddresses.text(this.addresses.cluster())),
				Map.entry("gateway_listen", ServerAddresses.text(this.addresses.gateway())),
				Map.entry("gateway_advertise", ServerAddresses.text(this.advertised)),
				Map.entry("routes", urls("nats-route", this.routes)), Map.entry("gateways", gatewayList()),
				Map.entry("tls_dir", tlsDirectory.toString()), Map.entry("run_dir", runDirectory.toString()));
	}

	private String gatewayList() {
		return this.gateways.entrySet()
			.stream()
			.map((gateway) -> "{ name: \"%s\", urls: [ %s ] }".formatted(gateway.getKey(),
					urls("nats", gateway.getValue())))
			.collect(Collectors.joining(", "));
	}

	private static String urls(String scheme, Collection<InetSocketAddress> addresses) {
		return addresses.stream()
			.map((address) -> "\"%s://%s\"".formatted(scheme, ServerAddresses.text(address)))
			.collect(Collectors.joining(", "));
	}

}
