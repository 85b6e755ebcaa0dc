package dev.perigee.lab.nats;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.perigee.lab.process.HttpProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The monitoring endpoint of a nats-server. What can't be asked counts as nothing: a
 * server that is down has no peers.
 *
 * @param base where the endpoint is
 */
public record NatsMonitor(URI base) {

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Tells whether the server is up.
	 * @return whether it answers
	 */
	public boolean isAnswering() {
		return HttpProbe.get(this.base.resolve("/varz")).isPresent();
	}

	/**
	 * Asks which regions this server has its one outbound gateway connection to.
	 * @return names of regions
	 */
	public Set<String> outboundRegions() {
		return new TreeSet<>(
				get("/gatewayz").map((answer) -> answer.path("outbound_gateways").propertyNames()).orElse(Set.of()));
	}

	/**
	 * Asks which server of a region this server's outbound gateway connection goes to.
	 * @param region the other region
	 * @return the id of that server, empty when there is no connection
	 */
	public Optional<String> outboundPeer(String region) {
		return get("/gatewayz")
			.map((answer) -> answer.path("outbound_gateways").path(region).path("connection").path("name").asString(""))
			.filter((id) -> !id.isEmpty());
	}

	/**
	 * Asks which messages of an account go to a region.
	 * @param region the other region
	 * @param account the account's name
	 * @return {@code Interest-Only} when only those that somebody there subscribes to
	 */
	public String interestMode(String region, String account) {
		return get("/gatewayz?accs=1&acc_name=" + account)
			.map((answer) -> answer.path("outbound_gateways")
				.path(region)
				.path("accounts")
				.path(0)
				.path("interest_mode")
				.asString(""))
			.orElse("");
	}

	/**
	 * Asks for the id that the server has given itself at its start.
	 * @return the id, empty when the server is down
	 */
	public Optional<String> serverId() {
		return get("/varz").map((answer) -> answer.path("server_id").asString());
	}

	/**
	 * Asks which servers of its region this server has a route to.
	 * @return ids of servers
	 */
	public Set<String> routePeers() {
		Set<String> peers = new TreeSet<>();
		get("/routez").ifPresent(
				(answer) -> answer.path("routes").forEach((route) -> peers.add(route.path("remote_id").asString())));
		return peers;
	}

	/**
	 * Asks how much the clients of this server have subscribed to.
	 * @return subscriptions of all connected clients
	 */
	public int subscriptions() {
		return get("/connz").stream()
			.flatMap((answer) -> answer.path("connections").valueStream())
			.mapToInt((connection) -> connection.path("subscriptions").asInt())
			.sum();
	}

	private Optional<JsonNode> get(String path) {
		return HttpProbe.get(this.base.resolve(path)).map(JSON::readTree);
	}

}
