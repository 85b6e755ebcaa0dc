package dev.perigee.lab.nats;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What differs from server to server in the configuration.
 *
 * @param name unique over all regions
 * @param region name of cluster and gateway
 * @param addresses where it listens
 * @param advertised where it tells servers of other regions to dial
 * @param routes the servers of its region
 * @param gateways for each region, where to dial its servers
 */
public record ServerConfig(String name, String region, ServerAddresses addresses, InetSocketAddress advertised,
		List<InetSocketAddress> routes, Map<String, List<InetSocketAddress>> gateways) {

	/** Names the template's placeholders. */
	Map<String, String> values(Path tlsDirectory, Path runDirectory) {
		return Map.of("region", this.region, "client_listen", ServerAddresses.text(this.addresses.client()),
				"monitor_listen", ServerAddresses.text(this.addresses.monitor()), "cluster_listen",
				ServerAddresses.text(this.addresses.cluster()), "gateway_listen",
				ServerAddresses.text(this.addresses.gateway()), "routes", urls("nats-route", this.routes), "gateways",
				gatewayList(), "tls_dir", tlsDirectory.toString(), "run_dir", runDirectory.toString());
	}

	/** The server parses the values as configuration, hence the quotes inside. */
	Map<String, String> environment() {
		return Map.of("NATS_SERVER_NAME", '"' + this.name + '"', "NATS_GATEWAY_ADVERTISE",
				'"' + ServerAddresses.text(this.advertised) + '"');
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
