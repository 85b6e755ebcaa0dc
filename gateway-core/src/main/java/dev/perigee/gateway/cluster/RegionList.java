package dev.perigee.gateway.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of themselves, put together to what a client needs to know: one entry a
 * region, in alphabetical order, with an endpoint of each transport, the load of the
 * least loaded node and the health of the best. Nodes that drain stand in only where
 * there is no other. All nodes make the same list of the same announcements.
 */
final class RegionList {

	private static final Comparator<NodeAnnouncement> BEST_ENDPOINT_FIRST = Comparator
		.comparing(NodeAnnouncement::isDraining)
		.thenComparing((node) -> String.valueOf(node.websocket()))
		.thenComparing((node) -> String.valueOf(node.webtransport()));

	private RegionList() {
	}

	static List<RegionInfo> of(Collection<NodeAnnouncement> nodes) {
		TreeMap<String, RegionInfo> regions = new TreeMap<>();
		nodes.stream()
			.sorted(BEST_ENDPOINT_FIRST)
			.forEach((node) -> regions.merge(node.region(), node.toRegion(), RegionList::merge));
		return List.copyOf(regions.values());
	}

	private static RegionInfo merge(RegionInfo left, RegionInfo right) {
		return new RegionInfo(left.name(), firstOf(left.websocket(), right.websocket()),
				firstOf(left.webtransport(), right.webtransport()), Math.min(left.load(), right.load()),
				better(left.health(), right.health()));
	}

	private static @Nullable String firstOf(@Nullable String left, @Nullable String right) {
		return (left != null) ? left : right;
	}

	private static @Nullable RegionHealth better(@Nullable RegionHealth left, @Nullable RegionHealth right) {
		return (left == null || right == null || left.compareTo(right) <= 0) ? left : right;
	}

}
