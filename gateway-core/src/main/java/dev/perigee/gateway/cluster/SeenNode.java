package dev.perigee.gateway.cluster;

import dev.perigee.protocol.RegionHealth;
import org.jspecify.annotations.Nullable;

/**
 * A node that is alive, as far as this one has heard.
 *
 * @param name its name
 * @param region its region
 * @param load 0 to 255
 * @param health how it is
 * @param connects how often it has connected to the bus
 * @param silentMillis since when nothing was heard of it; 0 for this node
 */
public record SeenNode(String name, String region, int load, @Nullable RegionHealth health, int connects,
		long silentMillis) {

	static SeenNode of(NodeAnnouncement node, long silentMillis) {
		return new SeenNode(node.name(), node.region(), node.load(), node.health(), node.connects(), silentMillis);
	}

}
