package dev.perigee.gateway.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of themselves, put together to what a client needs to know: one entry a
 * region, in alphabetical order, with an endpoint of each transport and the load of the
 * least loaded node. Nodes that drain stand in only where there is no other.
 */
final class RegionList {

	private RegionList() {
	}

	static List<RegionInfo> of(Collection<NodeAnnouncement> nodes) {
		TreeMap<String, RegionInfo> regions = new TreeMap<>();
		nodes.stream()
			.sorted(Comparator.comparing(NodeAnnouncement::draining))
			.forEach((node) -> regions.merge(node.region(), node.toRegion(), RegionList::merge));
		return List.copyOf(regions.values());
	}

	private static RegionInfo merge(RegionInfo left, RegionInfo right) {
		return new RegionInfo(left.name(), firstOf(left.websocket(), right.websocket()),
				firstOf(left.webtransport(), right.webtransport()), Math.min(left.load(), right.load()), null);
	}

	private static @Nullable String firstOf(@Nullable String left, @Nullable String right) {
		return (left != null) ? left : right;
	}

}
