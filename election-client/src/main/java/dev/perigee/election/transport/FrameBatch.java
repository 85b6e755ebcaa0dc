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

	private final Channel channel;

	private final Sink sink;

	private @Nullable ByteBuf pending;

	FrameBatch(Channel channel, Sink sink) {
		this.channel = channel;
		this.sink = sink;
	}

	/**
	 * Appends a frame. The first of a turn books the flush behind the tasks that are
	 * already waiting, which is what makes a burst one write.
	 */
	void add(Frame frame) {
		if (this.pending == null) {
			this.pending = this.channel.alloc().directBuffer(256);
			this.channel.eventLoop().execute(this::flush);
		}
		FrameEncoder.encode(frame, this.pending);
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
