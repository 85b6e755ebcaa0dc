package dev.perigee.election.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Puts the chunks of a byte stream together until they are whole frames. Holds at most
 * one frame and one chunk. Confined to the stream's event loop.
 */
final class FrameAccumulator {

	private final ByteBufAllocator alloc;

	private final FrameReader reader;

	private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

	FrameAccumulator(ByteBufAllocator alloc, FrameReader reader) {
		this.alloc = alloc;
		this.reader = reader;
	}

	/** Takes a chunk, and its ownership. */
	void add(ByteBuf chunk) {
		this.bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(this.alloc, this.bytes, chunk);
		this.reader.stream(this.bytes);
		if (!this.bytes.isReadable()) {
			release();
		}
	}

	void release() {
		this.bytes.release();
		this.bytes = Unpooled.EMPTY_BUFFER;
	}

}
