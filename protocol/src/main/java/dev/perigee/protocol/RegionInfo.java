package dev.perigee.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A region and where to dial it, in {@code WELCOME} and {@code REGIONS}.
 *
 * @param name the region's name
 * @param websocket its WebSocket URL
 * @param webtransport its WebTransport URL
 * @param load 0 (idle) to 255 (full)
 * @param health how it is, if the gateway says so
 */
public record RegionInfo(String name, @Nullable String websocket, @Nullable String webtransport, int load,
		@Nullable RegionHealth health) {

	public RegionInfo {
		Fields.text("regions.name", name, 64);
	}

}
