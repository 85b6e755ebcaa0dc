package dev.perigee.gateway.cluster;

import java.util.List;

import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegionListTests {

	@Test
	void putsTheEndpointsOfARegionTogether() {
		assertThat(RegionList.of(List.of(node("west", null, "https://w/rt", 9), node("east", "ws://e/rt", null, 7),
				node("west", "ws://w/rt", null, 3))))
			.containsExactly(new RegionInfo("east", "ws://e/rt", null, 7, null),
					new RegionInfo("west", "ws://w/rt", "https://w/rt", 3, null));
	}

	@Test
	void namesANodeThatDrainsOnlyWhereThereIsNoOther() {
		assertThat(RegionList.of(List.of(node("west", "ws://leaving/rt", "https://leaving/rt", 1, true),
				node("west", "ws://staying/rt", null, 200), node("east", "ws://last/rt", null, 1, true))))
			.containsExactly(new RegionInfo("east", "ws://last/rt", null, 255, null),
					new RegionInfo("west", "ws://staying/rt", "https://leaving/rt", 200, null));
	}

	private static NodeAnnouncement node(String region, @Nullable String websocket, @Nullable String webtransport,
			int load) {
		return node(region, websocket, webtransport, load, false);
	}

	private static NodeAnnouncement node(String region, @Nullable String websocket, @Nullable String webtransport,
			int load, boolean draining) {
		return new NodeAnnouncement("0000000000000001", "n", region, websocket, webtransport, load, draining, 1);
	}

}
