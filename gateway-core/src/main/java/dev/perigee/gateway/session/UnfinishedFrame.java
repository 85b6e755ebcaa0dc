package dev.perigee.gateway.session;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a frame whose end has not arrived. Confined to the connection's event
 * loop.
 */
final class UnfinishedFrame {

	private @Nullable ByteBuf beginning;

	/**
	 * Puts what has arrived behind the beginning, and keeps what is not read of it.
	 * @param bytes the caller's
	 * @param reader reads as many whole frames as there are
	 */
	void complete(ByteBuf bytes, ByteBufAllocator alloc, Consumer<ByteBuf> reader) {
		ByteBuf gathered = this.beginning;
		this.beginning = null;
		if (gathered == null) {
			reader.accept(bytes);
			if (bytes.isReadable()) {
				this.beginning = alloc.buffer(bytes.readableBytes()).writeBytes(bytes);
			}
			return;
		}
		gathered.writeBytes(bytes);
		reader.accept(gathered);
		if (gathered.isReadable()) {
			this.beginning = gathered.discardSomeReadBytes();
		}
		else {
			gathered.release();
		}
	}

	/** Forgets it. */
	void release() {
		if (this.beginning != null) {
			this.beginning.release();
			this.beginning = null;
		}
	}

}
