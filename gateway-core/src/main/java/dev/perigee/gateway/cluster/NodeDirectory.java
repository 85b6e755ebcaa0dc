package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Who is alive, as far as this node has heard. Knows no clock and no network; confined to
 * its owner's lock. A node that is silent for {@code deadAfter} is dead, and forgotten
 * {@code grace} later: until then its sessions may show up elsewhere.
 */
final class NodeDirectory {

	private final Map<Long, Entry> nodes = new HashMap<>();

	private final long deadAfterNanos;

	private final long forgottenAfterNanos;

	NodeDirectory(Duration deadAfter, Duration grace) {
		this.deadAfterNanos = deadAfter.toNanos();
		this.forgottenAfterNanos = deadAfter.plus(grace).toNanos();
	}

	/**
	 * Notes an announcement.
	 * @return whether the node is new, was dead, or has connected again, so that what is
	 * known of it may be out of date
	 */
	boolean heard(NodeAnnouncement announcement, long nowNanos) {
		Entry before = this.nodes.put(announcement.id(), new Entry(announcement, nowNanos));
		return before == null || !isLive(before, nowNanos)
				|| before.announcement().connects() != announcement.connects();
	}

	/**
	 * Removes the nodes that have been silent for too long.
	 * @return their ids
	 */
	Set<Long> forget(long nowNanos) {
		Set<Long> forgotten = new HashSet<>();
		this.nodes.entrySet().removeIf((entry) -> {
			boolean old = nowNanos - entry.getValue().heardNanos() >= this.forgottenAfterNanos;
			return old && forgotten.add(entry.getKey());
		});
		return forgotten;
	}

	List<NodeAnnouncement> live(long nowNanos) {
		List<NodeAnnouncement> live = new ArrayList<>();
		this.nodes.values().stream().filter((entry) -> isLive(entry, nowNanos)).forEach((entry) -> {
			live.add(entry.announcement());
		});
		return live;
	}

	List<SeenNode> seen(long nowNanos) {
		return this.nodes.values()
			.stream()
			.filter((entry) -> isLive(entry, nowNanos))
			.map((entry) -> SeenNode.of(entry.announcement(),
					TimeUnit.NANOSECONDS.toMillis(nowNanos - entry.heardNanos())))
			.toList();
	}

	/** Tells whether nobody is silent who may come back. */
	boolean isWhole(long nowNanos) {
		return this.nodes.values().stream().allMatch((entry) -> isLive(entry, nowNanos));
	}

	private boolean isLive(Entry entry, long nowNanos) {
		return nowNanos - entry.heardNanos() < this.deadAfterNanos;
	}

	private record Entry(NodeAnnouncement announcement, long heardNanos) {

	}

}
