package dev.perigee.gateway.cluster;

import java.util.HexFormat;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself every second, as JSON on {@code rt.regions}.
 *
 * @param node the node's identity, 16 hexadecimal digits, drawn at its start
 * @param name the node's name for people
 * @param region the region that it serves
 * @param websocket where clients reach its WebSocket endpoint, if it has one
 * @param webtransport where clients reach its WebTransport endpoint, if it has one
 * @param load 0 (idle) to 255 (full)
 * @param health how it is; up when missing
 * @param leaving whether this is the last that is heard of it
 * @param connects how often it has connected to the bus: a new number means that it may
 * have missed something, and others something of it
 */
public record NodeAnnouncement(String node, String name, String region, @Nullable String websocket,
		@Nullable String webtransport, int load, @Nullable RegionHealth health, boolean leaving, int connects) {

	private static final int FULL = 255;

	/** What one node says must not break what this one tells its clients. */
	public NodeAnnouncement {
		HexFormat.fromHexDigitsToLong(node);
		health = (health != null) ? health : RegionHealth.UP;
		new RegionInfo(region, websocket, webtransport, load, health);
	}

	long id() {
		return HexFormat.fromHexDigitsToLong(this.node);
	}

	boolean isDraining() {
		return this.health == RegionHealth.DRAINING;
	}

	/** Returns what clients are told of it: nobody is to go where others leave. */
	RegionInfo toRegion() {
		return new RegionInfo(this.region, this.websocket, this.webtransport, isDraining() ? FULL : this.load,
				this.health);
	}

}
