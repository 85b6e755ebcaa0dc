package dev.perigee.gateway.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.protocol.RegionInfo;

/**
 * The other nodes and regions, as far as this node has heard. Safe for use by several
 * threads.
 */
final class Neighbours {

	private final String ownRegion;

	private final LongSupplier nanoClock;

	/** Guarded by this. */
	private final NodeDirectory nodes;

	/** Guarded by this. */
	private final RegionDirectory regions;

	Neighbours(String ownRegion, GatewayProperties properties, LongSupplier nanoClock) {
		this.ownRegion = ownRegion;
		this.nanoClock = nanoClock;
		this.nodes = new NodeDirectory(properties.cluster().deadAfter(), properties.session().resumeGrace());
		this.regions = new RegionDirectory(properties.cluster().regionExpiry());
	}

	/**
	 * Takes an announcement.
	 * @return whether what is known of the node may be out of date
	 */
	synchronized boolean heard(NodeAnnouncement announcement) {
		if (announcement.leaving()) {
			this.nodes.leaves(announcement, now());
			this.regions.leaves(announcement.region());
			return false;
		}
		return this.nodes.heard(announcement, now());
	}

	synchronized boolean mention(long node, long silenceNanos) {
		return this.nodes.mention(node, silenceNanos, now());
	}

	synchronized OptionalLong silenceNanos(long node) {
		return this.nodes.silenceNanos(node, now());
	}

	synchronized List<NodeAnnouncement> live() {
		return this.nodes.live(now());
	}

	synchronized boolean isWhole() {
		return this.nodes.isWhole(now());
	}

	synchronized List<SeenNode> seen() {
		return this.nodes.seen(now());
	}

	/** Looks who is not heard any more. */
	synchronized Silence look() {
		long now = now();
		updateRegions(now);
		return new Silence(this.nodes.fallSilent(now), this.nodes.forget(now), this.regions.isAllSilent());
	}

	/**
	 * Returns all regions that are known.
	 * @param self what this node says of itself
	 * @return one entry a region, in alphabetical order
	 */
	synchronized List<RegionInfo> regions(NodeAnnouncement self) {
		long now = now();
		updateRegions(now);
		List<NodeAnnouncement> own = new ArrayList<>(live(true, now));
		own.add(self);
		List<RegionInfo> all = new ArrayList<>(this.regions.list());
		all.addAll(RegionList.of(own));
		all.sort(Comparator.comparing(RegionInfo::name));
		return all;
	}

	private void updateRegions(long nowNanos) {
		this.regions.update(RegionList.of(live(false, nowNanos)), nowNanos);
	}

	private List<NodeAnnouncement> live(boolean ofOwnRegion, long nowNanos) {
		return this.nodes.live(nowNanos)
			.stream()
			.filter((node) -> node.region().equals(this.ownRegion) == ofOwnRegion)
			.toList();
	}

	private long now() {
		return this.nanoClock.getAsLong();
	}

	/**
	 * Who is not heard any more.
	 *
	 * @param fallen nodes that have fallen silent
	 * @param gone nodes that have been silent for too long
	 * @param ofAllRegions whether there are other regions and none of them is heard
	 */
	record Silence(Set<Long> fallen, Set<Long> gone, boolean ofAllRegions) {

	}

}
