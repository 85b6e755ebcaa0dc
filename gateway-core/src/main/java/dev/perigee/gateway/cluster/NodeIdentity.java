package dev.perigee.gateway.cluster;

import java.net.URI;
import java.util.HexFormat;

import dev.perigee.protocol.RegionHealth;
import org.jspecify.annotations.Nullable;

/**
 * Who this node is.
 *
 * @param id drawn at the node's start: a node that was started again is another one
 * @param name for people
 * @param region the region that it serves
 * @param websocket where clients reach its WebSocket endpoint, if it has one
 * @param webtransport where clients reach its WebTransport endpoint, if it has one
 */
public record NodeIdentity(long id, String name, String region, @Nullable URI websocket, @Nullable URI webtransport) {

	NodeAnnouncement announce(int load, RegionHealth health, boolean leaving, int connects) {
		return new NodeAnnouncement(HexFormat.of().toHexDigits(this.id), this.name, this.region, text(this.websocket),
				text(this.webtransport), load, health, leaving, connects);
	}

	private static @Nullable String text(@Nullable URI url) {
		return (url != null) ? url.toString() : null;
	}

}
