package dev.perigee.gateway.session;

import java.util.Arrays;
import java.util.function.Consumer;

import dev.perigee.gateway.room.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames in order, each with the time since when it waits: two arrays, as every delivery
 * to every member passes through one of these. Confined to the connection's event loop.
 */
final class FrameFifo {

	/** What a frame takes here: a reference and a time, in arrays that are half full. */
	static final int ENTRY_BYTES = 32;

	private static final int MIN_CAPACITY = 8;

	/** What a burst has made longer than this is given back after it. */
	private static final int MAX_IDLE_CAPACITY = 256;

	/** Powers of two long. */
	private @Nullable EncodedFrame[] frames = new EncodedFrame[MIN_CAPACITY];

	private long[] sinceNanos = new long[MIN_CAPACITY];

	private int head;

	private int size;

	private long bytes;

	void add(EncodedFrame frame, long nowNanos) {
		if (this.size == this.frames.length) {
			grow();
		}
		int tail = (this.head + this.size) & (this.frames.length - 1);
		this.frames[tail] = frame;
		this.sinceNanos[tail] = nowNanos;
		this.size++;
		this.bytes += frame.size();
	}

	/** Returns the oldest frame, {@code null} when there is none. */
	@Nullable EncodedFrame peek() {
		return this.frames[this.head];
	}

	/** Returns since when the oldest frame waits; there must be one. */
	long oldestNanos() {
		return this.sinceNanos[this.head];
	}

	/** Forgets the oldest frame; there must be one. */
	void remove() {
		EncodedFrame frame = this.frames[this.head];
		if (frame == null) {
			throw new IllegalStateException("empty");
		}
		this.frames[this.head] = null;
		this.head = (this.head + 1) & (this.frames.length - 1);
		this.size--;
		this.bytes -= frame.size();
		if (this.size == 0 && this.frames.length > MAX_IDLE_CAPACITY) {
			this.frames = new EncodedFrame[MIN_CAPACITY];
			this.sinceNanos = new long[MIN_CAPACITY];
			this.head = 0;
		}
	}

	void forEach(Consumer<EncodedFrame> action) {
		for (int i = 0; i < this.size; i++) {
			EncodedFrame frame = this.frames[(this.head + i) & (this.frames.length - 1)];
			if (frame != null) {
				action.accept(frame);
			}
		}
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	long bytes() {
		return this.bytes;
	}

	private void grow() {
		int length = this.frames.length;
		@Nullable EncodedFrame[] longer = Arrays.copyOfRange(this.frames, this.head, this.head + 2 * length);
		long[] times = Arrays.copyOfRange(this.sinceNanos, this.head, this.head + 2 * length);
		System.arraycopy(this.frames, 0, longer, length - this.head, this.head);
		System.arraycopy(this.sinceNanos, 0, times, length - this.head, this.head);
		this.frames = longer;
		this.sinceNanos = times;
		this.head = 0;
	}

}
