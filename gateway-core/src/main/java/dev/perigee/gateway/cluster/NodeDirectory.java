package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Who is alive, as far as this node has heard. Knows no clock and no network; confined to
 * its owner's lock. A node that is silent for {@code deadAfter} is dead, and forgotten
 * {@code grace} later: until then its sessions may show up elsewhere.
 */
final class NodeDirectory {

	private final Map<Long, Entry> nodes = new HashMap<>();

	/** Nodes whose silence was noticed. */
	private final Set<Long> silent = new HashSet<>();

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
		boolean wasSilent = this.silent.remove(announcement.id());
		return before == null || before.announcement() == null || wasSilent || !isLive(before, nowNanos)
				|| before.announcement().connects() != announcement.connects();
	}

	/** Notes the last announcement of a node: it is silent from now on. */
	void leaves(NodeAnnouncement last, long nowNanos) {
		this.nodes.put(last.id(), new Entry(last, nowNanos - this.deadAfterNanos));
	}

	/**
	 * Notes that something is known of a node, so that it will be forgotten in time: it
	 * need not have announced itself.
	 * @param silenceNanos how long it has been silent
	 * @return whether the node is silent and not forgotten
	 */
	boolean mention(long node, long silenceNanos, long nowNanos) {
		if (silenceNanos < this.forgottenAfterNanos) {
			this.nodes.putIfAbsent(node, new Entry(null, nowNanos - silenceNanos));
		}
		Entry entry = this.nodes.get(node);
		return entry != null && !isLive(entry, nowNanos);
	}

	/**
	 * Notices the nodes that have fallen silent.
	 * @return their ids, once
	 */
	Set<Long> fallSilent(long nowNanos) {
		Set<Long> fallen = new HashSet<>();
		this.nodes.forEach((node, entry) -> {
			if (!isLive(entry, nowNanos) && this.silent.add(node)) {
				fallen.add(node);
			}
		});
		return fallen;
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
		this.silent.removeAll(forgotten);
		return forgotten;
	}

	/** Returns how long a known node has been silent. */
	OptionalLong silenceNanos(long node, long nowNanos) {
		Entry entry = this.nodes.get(node);
		return (entry != null) ? OptionalLong.of(nowNanos - entry.heardNanos()) : OptionalLong.empty();
	}

	List<NodeAnnouncement> live(long nowNanos) {
		List<NodeAnnouncement> live = new ArrayList<>();
		this.nodes.values().forEach((entry) -> {
			if (entry.announcement() != null && isLive(entry, nowNanos)) {
				live.add(entry.announcement());
			}
		});
		return live;
	}

	List<SeenNode> seen(long nowNanos) {
		List<SeenNode> seen = new ArrayList<>();
		this.nodes.values().forEach((entry) -> {
			if (entry.announcement() != null && isLive(entry, nowNanos)) {
				seen.add(SeenNode.of(entry.announcement(),
						TimeUnit.NANOSECONDS.toMillis(nowNanos - entry.heardNanos())));
			}
		});
		return seen;
	}

	/** Tells whether nobody is silent who may come back. */
	boolean isWhole(long nowNanos) {
		return this.nodes.values().stream().allMatch((entry) -> isLive(entry, nowNanos));
	}

	private boolean isLive(Entry entry, long nowNanos) {
		return nowNanos - entry.heardNanos() < this.deadAfterNanos;
	}

	private record Entry(@Nullable NodeAnnouncement announcement, long heardNanos) {

	}

}
