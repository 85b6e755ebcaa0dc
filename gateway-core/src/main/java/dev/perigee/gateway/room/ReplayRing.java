package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import dev.perigee.gateway.memory.MemoryAccount;

/**
 * The last reliable messages of a room, by sender and sequence, bounded by age and by
 * bytes: the oldest go first. Knows no clock; safe for use by several threads, as memory
 * is taken from it by others than its room.
 */
final class ReplayRing {

	/** An entry, its place in a tree, and the two keys. */
	private static final int ENTRY_BYTES = 144;

	/** Guarded by this. */
	private final ArrayDeque<Entry> byAge = new ArrayDeque<>();

	/** Guarded by this. */
	private final Map<Long, TreeMap<Long, EncodedFrame>> bySender = new HashMap<>();

	private final long windowNanos;

	private final long maxBytes;

	private final MemoryAccount account;

	/** Written under this. */
	private volatile long bytes;

	/** Guarded by this. */
	private boolean closed;

	ReplayRing(Duration window, long maxBytes, MemoryAccount account) {
		this.windowNanos = window.toNanos();
		this.maxBytes = maxBytes;
		this.account = account;
	}

	/** Keeps a message that was not kept before. */
	synchronized void append(long sender, long sequence, EncodedFrame frame, long nowNanos) {
		if (this.closed) {
			return;
		}
		this.byAge.add(new Entry(sender, sequence, frame, nowNanos));
		this.bySender.computeIfAbsent(sender, (key) -> new TreeMap<>()).put(sequence, frame);
		this.bytes += frame.size();
		frame.hold(this.account);
		this.account.bookkeeping(ENTRY_BYTES);
		evict(this.maxBytes, nowNanos - this.windowNanos);
	}

	/** Returns what is kept of a sender after a sequence, in order. */
	synchronized NavigableMap<Long, EncodedFrame> after(long sender, long sequence, long nowNanos) {
		evict(this.maxBytes, nowNanos - this.windowNanos);
		TreeMap<Long, EncodedFrame> kept = this.bySender.get(sender);
		return (kept != null) ? new TreeMap<>(kept.tailMap(sequence, false)) : Collections.emptyNavigableMap();
	}

	/**
	 * Gives up the oldest messages, and what is too old anyway.
	 * @param toBytes how much may stay
	 * @return how many were given up that were not too old
	 */
	synchronized int trim(long toBytes, long nowNanos) {
		expire(nowNanos);
		int before = this.byAge.size();
		evict(toBytes, nowNanos - this.windowNanos);
		return before - this.byAge.size();
	}

	/** Gives up what is too old: in a room that has fallen silent nobody else does. */
	synchronized void expire(long nowNanos) {
		evict(this.maxBytes, nowNanos - this.windowNanos);
	}

	/** Gives up everything, now and from now on. */
	synchronized void close() {
		this.closed = true;
		while (!this.byAge.isEmpty()) {
			removeOldest();
		}
	}

	/** May be called from any thread. */
	long bytes() {
		return this.bytes;
	}

	private void evict(long toBytes, long oldNanos) {
		Entry oldest = this.byAge.peek();
		while (oldest != null && (this.bytes > toBytes || oldest.nanos() - oldNanos <= 0)) {
			removeOldest();
			oldest = this.byAge.peek();
		}
	}

	private void removeOldest() {
		Entry oldest = this.byAge.remove();
		this.bytes -= oldest.frame().size();
		oldest.frame().release(this.account);
		this.account.bookkeeping(-ENTRY_BYTES);
		TreeMap<Long, EncodedFrame> kept = this.bySender.get(oldest.sender());
		if (kept != null) {
			kept.remove(oldest.sequence());
			if (kept.isEmpty()) {
				this.bySender.remove(oldest.sender());
			}
		}
	}

	private record Entry(long sender, long sequence, EncodedFrame frame, long nanos) {

	}

}
