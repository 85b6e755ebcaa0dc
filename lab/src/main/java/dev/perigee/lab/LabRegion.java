package dev.perigee.lab;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.protocol.Transport;

/**
 * One region of a lab.
 *
 * @param name its name
 * @param natsServers its nats-servers
 * @param gateways its gateways, at most one for each transport
 */
public record LabRegion(String name, List<NatsServer> natsServers, Map<Transport, GatewayProcess> gateways) {

	/**
	 * Copies the collections.
	 */
	public LabRegion {
		natsServers = List.copyOf(natsServers);
		gateways = Collections.unmodifiableMap(new TreeMap<>(gateways));
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
	 * Returns a gateway.
	 * @param transport which one
	 * @return the gateway
	 * @throws IllegalArgumentException when the lab was built without it
	 */
	public GatewayProcess gateway(Transport transport) {
		GatewayProcess gateway = this.gateways.get(transport);
		if (gateway == null) {
			throw new IllegalArgumentException("Region %s has no %s gateway".formatted(this.name, transport.id()));
		}
		return gateway;
	}

	/**
	 * Returns the WebSocket gateway.
	 * @return the gateway
	 */
	public GatewayProcess gatewayWs() {
		return gateway(Transport.WEBSOCKET);
	}

	/**
	 * Returns the WebTransport gateway.
	 * @return the gateway
	 */
	public GatewayProcess gatewayWt() {
		return gateway(Transport.WEBTRANSPORT);
	}

}
