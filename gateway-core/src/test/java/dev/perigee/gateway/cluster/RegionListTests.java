package dev.perigee.gateway.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static dev.perigee.protocol.RegionHealth.DRAINING;
import static dev.perigee.protocol.RegionHealth.ISOLATED;
import static dev.perigee.protocol.RegionHealth.OVERLOADED;
import static dev.perigee.protocol.RegionHealth.UP;
import static org.assertj.core.api.Assertions.assertThat;

class RegionListTests {

	@Test
	void putsTheEndpointsOfARegionTogether() {
		assertThat(RegionList.of(List.of(node("west", null, "https://w/rt", 9), node("east", "ws://e/rt", null, 7),
				node("west", "ws://w/rt", null, 3))))
			.containsExactly(new RegionInfo("east", "ws://e/rt", null, 7, UP),
					new RegionInfo("west", "ws://w/rt", "https://w/rt", 3, UP));
	}

	@Test
	void namesANodeThatDrainsOnlyWhereThereIsNoOther() {
		assertThat(RegionList.of(List.of(node("west", "ws://leaving/rt", "https://leaving/rt", 1, DRAINING),
				node("west", "ws://staying/rt", null, 200), node("east", "ws://last/rt", null, 1, DRAINING))))
			.containsExactly(new RegionInfo("east", "ws://last/rt", null, 255, DRAINING),
					new RegionInfo("west", "ws://staying/rt", "https://leaving/rt", 200, UP));
	}

	@Test
	void aRegionIsAsWellAsTheBestOfItsNodes() {
		assertThat(RegionList.of(List.of(node("west", null, null, 9, ISOLATED), node("west", null, null, 3, OVERLOADED),
				node("west", null, null, 5, DRAINING))))
			.containsExactly(new RegionInfo("west", null, null, 3, OVERLOADED));
	}

	@Test
	void allNodesMakeTheSameListWhomeverTheyHeardFirst() {
		List<NodeAnnouncement> nodes = new ArrayList<>(
				List.of(node("west", "wss://b/rt", null, 1), node("west", "wss://a/rt", null, 1),
						node("west", null, "https://d/rt", 1), node("west", null, "https://c/rt", 1)));
		List<RegionInfo> list = RegionList.of(nodes);
		Collections.reverse(nodes);
		assertThat(RegionList.of(nodes)).isEqualTo(list)
			.containsExactly(new RegionInfo("west", "wss://a/rt", "https://c/rt", 1, UP));
	}

	private static NodeAnnouncement node(String region, @Nullable String websocket, @Nullable String webtransport,
			int load) {
		return node(region, websocket, webtransport, load, UP);
	}

	private static NodeAnnouncement node(String region, @Nullable String websocket, @Nullable String webtransport,
			int load, RegionHealth health) {
		return new NodeAnnouncement("0000000000000001", "n", region, websocket, webtransport, load, health, false, 1);
	}

}
