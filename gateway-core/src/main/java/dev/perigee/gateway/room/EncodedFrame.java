package dev.perigee.gateway.room;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A frame as it goes to clients, encoded once and shared by all who get it: by queues, by
 * the replay ring, and with an envelope around it by the bus. Its bytes never change, so
 * that sharing needs no copies; who keeps it beyond a turn of the event loop says so, for
 * the memory it takes. Safe for use by several threads.
 */
public final class EncodedFrame {

	private static final AtomicIntegerFieldUpdater<EncodedFrame> HOLDERS = AtomicIntegerFieldUpdater
		.newUpdater(EncodedFrame.class, "holders");

	/** This object and the header of its array. */
	private static final int OBJECT_BYTES = 48;

	private final byte[] array;

	private final int offset;

	private final boolean reliable;

	/** How many queues and rings keep it. */
	private volatile int holders;

	/**
	 * Wraps an encoded frame.
	 * @param array ends with the frame; never modified from now on
	 * @param offset where the frame begins
	 * @param reliable whether it must not be dropped
	 */
	EncodedFrame(byte[] array, int offset, boolean reliable) {
		this.array = array;
		this.offset = offset;
		this.reliable = reliable;
	}

	/**
	 * Encodes a frame that must not be dropped.
	 * @param frame the frame
	 * @return its bytes
	 */
	public static EncodedFrame of(Frame frame) {
		ByteBuf out = Unpooled.buffer();
		FrameEncoder.encode(frame, out);
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return new EncodedFrame(bytes, 0, true);
	}

	/**
	 * Tells whether the frame must not be dropped.
	 * @return {@code false} for an unreliable message
	 */
	public boolean isReliable() {
		return this.reliable;
	}

	/**
	 * Returns the frame's size.
	 * @return bytes, its length included
	 */
	public int size() {
		return this.array.length - this.offset;
	}

	/**
	 * Appends the frame to a buffer.
	 * @param out where to
	 */
	public void writeTo(ByteBuf out) {
		out.writeBytes(this.array, this.offset, size());
	}

	/**
	 * Says that the caller keeps the frame.
	 * @param account counts it unless somebody else keeps it already
	 */
	public void hold(MemoryAccount account) {
		if (HOLDERS.getAndIncrement(this) == 0) {
			account.frames(footprint());
		}
	}

	/**
	 * Says that the caller keeps the frame no more.
	 * @param account as for {@link #hold}
	 */
	public void release(MemoryAccount account) {
		if (HOLDERS.decrementAndGet(this) == 0) {
			account.frames(-footprint());
		}
	}

	private int footprint() {
		return this.array.length + OBJECT_BYTES;
	}

}
