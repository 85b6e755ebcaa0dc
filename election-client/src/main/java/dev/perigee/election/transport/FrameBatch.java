package dev.perigee.election.transport;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Collects the frames of one event-loop turn so that they leave as one write. Confined to
 * the channel's event loop.
 */
final class FrameBatch {

	/** As much as a channel takes by default before it calls itself not writable. */
	private static final int MAX_BYTES = 64 * 1024;

	private final Channel channel;

	private final Sink sink;

	private @Nullable ByteBuf pending;

	FrameBatch(Channel channel, Sink sink) {
		this.channel = channel;
		this.sink = sink;
	}

	/**
	 * Appends a frame. The first of a turn books the flush behind the tasks that are
	 * already waiting, which is what makes a burst one write; a large one is flushed
	 * before, so that the channel can tell how much it holds.
	 */
	void add(Frame frame) {
		if (this.pending == null) {
			this.pending = this.channel.alloc().directBuffer(256);
			this.channel.eventLoop().execute(this::flush);
		}
		FrameEncoder.encode(frame, this.pending);
		if (this.pending.readableBytes() >= MAX_BYTES) {
			flush();
		}
	}

	void flush() {
		ByteBuf frames = this.pending;
		if (frames != null) {
			this.pending = null;
			this.sink.writeAndFlush(frames);
		}
	}

	/** Where a batch goes. */
	@FunctionalInterface
	interface Sink {

		void writeAndFlush(ByteBuf frames);

	}

}
