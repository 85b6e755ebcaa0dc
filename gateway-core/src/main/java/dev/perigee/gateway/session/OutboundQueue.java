package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.function.Consumer;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics.Drop;
import dev.perigee.gateway.room.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a client, bounded by bytes. Under pressure the oldest unreliable
 * messages go first; reliable ones are never dropped, they overflow. Reliable frames
 * leave before unreliable ones; within each class order is kept. Knows no clock; confined
 * to the connection's event loop.
 */
final class OutboundQueue {

	private final FrameFifo reliable = new FrameFifo();

	private final FrameFifo unreliable = new FrameFifo();

	private final long maxBytes;

	private final long timeToLiveNanos;

	private final MemoryAccount account;

	private final Consumer<Drop> onDrop;

	/** Whether what is here is counted: that is, has to wait for more than its turn. */
	private boolean held;

	OutboundQueue(long maxBytes, Duration timeToLive, MemoryAccount account, Consumer<Drop> onDrop) {
		this.maxBytes = maxBytes;
		this.timeToLiveNanos = timeToLive.toNanos();
		this.account = account;
		this.onDrop = onDrop;
	}

	/**
	 * Adds a frame.
	 * @return {@code false} when it is reliable and does not fit: the client is too slow
	 */
	boolean offer(EncodedFrame frame, long nowNanos) {
		while (!hasPlaceFor(frame) && !this.unreliable.isEmpty()) {
			drop(Drop.QUEUE);
		}
		if (!hasPlaceFor(frame)) {
			if (!frame.isReliable()) {
				this.onDrop.accept(Drop.QUEUE);
			}
			return !frame.isReliable();
		}
		(frame.isReliable() ? this.reliable : this.unreliable).add(frame, nowNanos);
		if (this.held) {
			hold(frame);
		}
		return true;
	}

	/** Takes the next reliable frame if it is no longer than {@code maxSize}. */
	@Nullable EncodedFrame pollReliable(int maxSize) {
		return poll(this.reliable, maxSize);
	}

	/** Takes the next unreliable frame that has not expired, if it is short enough. */
	@Nullable EncodedFrame pollUnreliable(int maxSize, long nowNanos) {
		expire(nowNanos);
		return poll(this.unreliable, maxSize);
	}

	/** Drops the unreliable frames that are worth nothing any more. */
	void expire(long nowNanos) {
		while (!this.unreliable.isEmpty() && nowNanos - this.unreliable.oldestNanos() >= this.timeToLiveNanos) {
			drop(Drop.EXPIRED);
		}
	}

	/**
	 * Drops all unreliable frames.
	 * @return how many
	 */
	int dropUnreliable(Drop reason) {
		int dropped = 0;
		for (; !this.unreliable.isEmpty(); dropped++) {
			drop(reason);
		}
		return dropped;
	}

	/** Says that what is here has to wait. */
	void hold() {
		if (!this.held) {
			this.held = true;
			this.reliable.forEach(this::hold);
			this.unreliable.forEach(this::hold);
		}
	}

	/** Returns what waits for the client, as others may see it. */
	Backlog backlog(long nowNanos) {
		long since = this.reliable.isEmpty() ? nowNanos : this.reliable.oldestNanos();
		return new Backlog(bytes(), this.unreliable.bytes(), since);
	}

	long bytes() {
		return this.reliable.bytes() + this.unreliable.bytes();
	}

	boolean isEmpty() {
		return this.reliable.isEmpty() && this.unreliable.isEmpty();
	}

	/** Tells whether nothing has to go for a frame. */
	boolean hasPlaceFor(EncodedFrame frame) {
		return bytes() + frame.size() <= this.maxBytes;
	}

	boolean hasUnreliable() {
		return !this.unreliable.isEmpty();
	}

	void clear() {
		while (!this.reliable.isEmpty()) {
			poll(this.reliable, Integer.MAX_VALUE);
		}
		while (!this.unreliable.isEmpty()) {
			poll(this.unreliable, Integer.MAX_VALUE);
		}
	}

	private void drop(Drop reason) {
		poll(this.unreliable, Integer.MAX_VALUE);
		this.onDrop.accept(reason);
	}

	private @Nullable EncodedFrame poll(FrameFifo from, int maxSize) {
		EncodedFrame next = from.peek();
		if (next == null || next.size() > maxSize) {
			return null;
		}
		from.remove();
		if (this.held) {
			next.release(this.account);
			count(next, -1);
			this.held = !isEmpty();
		}
		return next;
	}

	private void hold(EncodedFrame frame) {
		frame.hold(this.account);
		count(frame, 1);
	}

	private void count(EncodedFrame frame, int sign) {
		this.account.waiting((long) sign * frame.size());
		this.account.bookkeeping((long) sign * FrameFifo.ENTRY_BYTES);
	}

}
