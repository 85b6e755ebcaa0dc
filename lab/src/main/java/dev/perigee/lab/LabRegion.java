package dev.perigee.lab;

import java.util.List;

import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.protocol.Transport;

/**
 * One region of a lab.
 *
 * @param name its name
 * @param natsServers its nats-servers
 * @param gateways its gateways of all transports
 */
public record LabRegion(String name, List<NatsServer> natsServers, List<GatewayProcess> gateways) {

	/**
	 * Copies the collections.
	 */
	public LabRegion {
		natsServers = List.copyOf(natsServers);
		gateways = List.copyOf(gateways);
	}

	/**
	 * Returns a nats-server.
	 * @param index counted from 0
	 * @return the server
	 */
	public NatsServer nats(int index) {
		return this.natsServers.get(index);
	}

	/**
	 * Returns the gateways of a transport.
	 * @param transport which ones
	 * @return as many as planned, in the same order each time
	 */
	public List<GatewayProcess> gateways(Transport transport) {
		return this.gateways.stream().filter((gateway) -> gateway.transport() == transport).toList();
	}

	/**
	 * Returns a gateway, the first one of several.
	 * @param transport which one
	 * @return the gateway
	 * @throws IllegalArgumentException when the lab was built without it
	 */
	public GatewayProcess gateway(Transport transport) {
		return gateways(transport).stream()
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"Region %s has no %s gateway".formatted(this.name, transport.id())));
	}

	/**
	 * Returns the WebSocket gateway, the first one of several.
	 * @return the gateway
	 */
	public GatewayProcess gatewayWs() {
		return gateway(Transport.WEBSOCKET);
	}

	/**
	 * Returns the WebTransport gateway, the first one of several.
	 * @return the gateway
	 */
	public GatewayProcess gatewayWt() {
		return gateway(Transport.WEBTRANSPORT);
	}

}
