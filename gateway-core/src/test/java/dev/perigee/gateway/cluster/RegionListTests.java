package dev.perigee.gateway.cluster;

import java.util.List;

import dev.perigee.protocol.ControlFrames.RegionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegionListTests {

	@Test
	void putsTheEndpointsOfARegionTogether() {
		assertThat(RegionList.of(List.of(node("west", null, "https://w/rt", 9), node("east", "ws://e/rt", null, 7),
				node("west", "ws://w/rt", null, 3))))
			.containsExactly(new RegionInfo("east", "ws://e/rt", null, 7),
					new RegionInfo("west", "ws://w/rt", "https://w/rt", 3));
	}

	private static NodeAnnouncement node(String region, @Nullable String websocket, @Nullable String webtransport,
			int load) {
		return new NodeAnnouncement("0000000000000001", "n", region, websocket, webtransport, load, 1);
	}

}
