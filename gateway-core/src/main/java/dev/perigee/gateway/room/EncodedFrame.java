package dev.perigee.gateway.room;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A frame as it goes to clients, encoded once and shared by all who get it: by queues, by
 * the replay ring, and with an envelope around it by the bus. Immutable, so that sharing
 * needs neither copies nor reference counts.
 */
public final class EncodedFrame {

	private final byte[] array;

	private final int offset;

	private final boolean reliable;

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

}
