package dev.perigee.lab.nats;

import java.net.InetSocketAddress;

import dev.perigee.lab.port.PortLease;

/**
 * Where one nats-server listens.
 *
 * @param client for clients
 * @param cluster for the servers of its region
 * @param gateway for the servers of other regions
 * @param monitor for HTTP
 */
public record ServerAddresses(InetSocketAddress client, InetSocketAddress cluster, InetSocketAddress gateway,
		InetSocketAddress monitor) {

	static ServerAddresses from(PortLease ports) {
		return new ServerAddresses(ports.nextAddress(), ports.nextAddress(), ports.nextAddress(), ports.nextAddress());
	}

	/**
	 * Writes an address as nats-server does.
	 * @param address a resolved address
	 * @return {@code host:port}
	 */
	public static String text(InetSocketAddress address) {
		return address.getAddress().getHostAddress() + ':' + address.getPort();
	}

}
