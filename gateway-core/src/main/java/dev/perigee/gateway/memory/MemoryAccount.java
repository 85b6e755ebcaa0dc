package dev.perigee.gateway.memory;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/**
 * Counts what queues, rings and the memory of senders hold, as it comes and goes. What
 * several of them share is counted once. Safe for use by several threads; a number of the
 * moment is cheap.
 */
public final class MemoryAccount {

	private final LongAdder frames = new LongAdder();

	private final LongAdder bookkeeping = new LongAdder();

	private final LongAdder waiting = new LongAdder();

	private final LongSupplier direct;

	/**
	 * Creates an account of nothing.
	 * @param direct what is held outside of the heap, in bytes
	 */
	public MemoryAccount(LongSupplier direct) {
		this.direct = direct;
	}

	/**
	 * Creates an account that counts Netty's buffers as what is outside of the heap.
	 * @return an account of nothing else
	 */
	public static MemoryAccount ofNetty() {
		return new MemoryAccount((ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)
				? provider.metric()::usedDirectMemory : () -> 0);
	}

	/**
	 * Counts bytes of frames that are kept beyond a turn of the event loop.
	 * @param bytes what is new; less than 0 for what is gone
	 */
	public void frames(long bytes) {
		this.frames.add(bytes);
	}

	/**
	 * Counts what it takes to find the frames and to know repetitions.
	 * @param bytes what is new; less than 0 for what is gone
	 */
	public void bookkeeping(long bytes) {
		this.bookkeeping.add(bytes);
	}

	/**
	 * Counts what waits for clients, the same frame once for each of them.
	 * @param bytes what is new; less than 0 for what is gone
	 */
	public void waiting(long bytes) {
		this.waiting.add(bytes);
	}

	/**
	 * Returns the frames that queues and rings hold.
	 * @return bytes, each frame once
	 */
	public long frames() {
		return this.frames.sum();
	}

	/**
	 * Returns what it takes to find the frames and to know repetitions.
	 * @return bytes, estimated
	 */
	public long bookkeeping() {
		return this.bookkeeping.sum();
	}

	/**
	 * Returns what waits for clients: more than the memory that it takes, as a room's
	 * members share their frames.
	 * @return bytes, each frame once for each client
	 */
	public long waiting() {
		return this.waiting.sum();
	}

	/**
	 * Returns what is held outside of the heap: above all what has been written and not
	 * been taken by the kernel.
	 * @return bytes, the spare ones of pools included
	 */
	public long direct() {
		return this.direct.getAsLong();
	}

	/**
	 * Returns all that counts against {@code gateway.memory.max}.
	 * @return bytes
	 */
	public long used() {
		return frames() + bookkeeping() + direct();
	}

}
