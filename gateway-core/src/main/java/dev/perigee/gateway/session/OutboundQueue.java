package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

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

	private final ArrayDeque<EncodedFrame> reliable = new ArrayDeque<>();

	private final ArrayDeque<Expiring> unreliable = new ArrayDeque<>();

	private final long maxBytes;

	private final long timeToLiveNanos;

	private final Consumer<Drop> onDrop;

	private long bytes;

	OutboundQueue(long maxBytes, Duration timeToLive, Consumer<Drop> onDrop) {
		this.maxBytes = maxBytes;
		this.timeToLiveNanos = timeToLive.toNanos();
		this.onDrop = onDrop;
	}

	/**
	 * Adds a frame.
	 * @return {@code false} when it is reliable and does not fit: the client is too slow
	 */
	boolean offer(EncodedFrame frame, long nowNanos) {
		while (this.bytes + frame.size() > this.maxBytes && !this.unreliable.isEmpty()) {
			drop(Drop.QUEUE);
		}
		if (this.bytes + frame.size() > this.maxBytes) {
			if (!frame.isReliable()) {
				this.onDrop.accept(Drop.QUEUE);
			}
			return !frame.isReliable();
		}
		this.bytes += frame.size();
		if (frame.isReliable()) {
			this.reliable.add(frame);
		}
		else {
			this.unreliable.add(new Expiring(frame, nowNanos));
		}
		return true;
	}

	/** Takes the next reliable frame if it is no longer than {@code maxSize}. */
	@Nullable EncodedFrame pollReliable(int maxSize) {
		EncodedFrame next = this.reliable.peek();
		if (next == null || next.size() > maxSize) {
			return null;
		}
		this.bytes -= next.size();
		return this.reliable.remove();
	}

	/** Takes the next unreliable frame that has not expired, if it is short enough. */
	@Nullable EncodedFrame pollUnreliable(int maxSize, long nowNanos) {
		Expiring next = this.unreliable.peek();
		while (next != null && nowNanos - next.sinceNanos() >= this.timeToLiveNanos) {
			drop(Drop.EXPIRED);
			next = this.unreliable.peek();
		}
		if (next == null || next.frame().size() > maxSize) {
			return null;
		}
		this.bytes -= next.frame().size();
		return this.unreliable.remove().frame();
	}

	long bytes() {
		return this.bytes;
	}

	void clear() {
		this.reliable.clear();
		this.unreliable.clear();
		this.bytes = 0;
	}

	private void drop(Drop reason) {
		this.bytes -= this.unreliable.remove().frame().size();
		this.onDrop.accept(reason);
	}

	private record Expiring(EncodedFrame frame, long sinceNanos) {

	}

}
