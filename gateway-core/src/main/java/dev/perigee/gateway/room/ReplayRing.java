package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The last reliable messages of a room, by sender and sequence, bounded by age and by
 * bytes: the oldest go first. Knows no clock; confined to its room's lock.
 */
final class ReplayRing {

	private final ArrayDeque<Entry> byAge = new ArrayDeque<>();

	private final Map<Long, TreeMap<Long, EncodedFrame>> bySender = new HashMap<>();

	private final long windowNanos;

	private final long maxBytes;

	private long bytes;

	ReplayRing(Duration window, long maxBytes) {
		this.windowNanos = window.toNanos();
		this.maxBytes = maxBytes;
	}

	/** Keeps a message that was not kept before. */
	void append(long sender, long sequence, EncodedFrame frame, long nowNanos) {
		this.byAge.add(new Entry(sender, sequence, frame.size(), nowNanos));
		this.bySender.computeIfAbsent(sender, (key) -> new TreeMap<>()).put(sequence, frame);
		this.bytes += frame.size();
		evict(nowNanos);
	}

	/**
	 * Returns what is kept of a sender after a sequence, in order.
	 * @return a view, good until this changes
	 */
	NavigableMap<Long, EncodedFrame> after(long sender, long sequence, long nowNanos) {
		evict(nowNanos);
		TreeMap<Long, EncodedFrame> kept = this.bySender.get(sender);
		return (kept != null) ? Collections.unmodifiableNavigableMap(kept.tailMap(sequence, false))
				: Collections.emptyNavigableMap();
	}

	long bytes() {
		return this.bytes;
	}

	private void evict(long nowNanos) {
		Entry oldest = this.byAge.peek();
		while (oldest != null && (this.bytes > this.maxBytes || nowNanos - oldest.nanos() >= this.windowNanos)) {
			this.byAge.remove();
			this.bytes -= oldest.bytes();
			TreeMap<Long, EncodedFrame> kept = this.bySender.get(oldest.sender());
			if (kept != null) {
				kept.remove(oldest.sequence());
				if (kept.isEmpty()) {
					this.bySender.remove(oldest.sender());
				}
			}
			oldest = this.byAge.peek();
		}
	}

	private record Entry(long sender, long sequence, int bytes, long nanos) {

	}

}
