package dev.perigee.gateway.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.cluster.NodeIdentity;

/**
 * Draws the identity of a node.
 */
final class NodeIdentities {

	private final RandomGenerator random;

	NodeIdentities(RandomGenerator random) {
		this.random = random;
	}

	NodeIdentity create(GatewayProperties properties) {
		long id = this.random.nextLong();
		String name = (properties.node() != null) ? properties.node()
				: hostName() + '-' + HexFormat.of().toHexDigits((short) id);
		return new NodeIdentity(id, name, properties.region(), properties.publicWebsocketUrl(),
				properties.publicWebtransportUrl());
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "gateway";
		}
	}

}
