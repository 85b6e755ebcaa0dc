package dev.perigee.gateway.wt;

import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;

/**
 * The messages of a client that are too long for a datagram, each on a unidirectional
 * stream of its own. One is worth nothing until it is whole, and dropped when it is
 * reset; what there is of all until then is bounded. Confined to the session's event
 * loop.
 */
final class ExpiringMessages {

	private final ConnectionHandler handler;

	private final int maxMessageBytes;

	private int unfinishedBytes;

	ExpiringMessages(ConnectionHandler handler, int maxMessageBytes) {
		this.handler = handler;
		this.maxMessageBytes = maxMessageBytes;
	}

	void receive(WebTransportStream stream) {
		new Message(stream).receive();
	}

	private final class Message {

		private final WebTransportStream stream;

		private final ByteBuf content;

		private Message(WebTransportStream stream) {
			this.stream = stream;
			this.content = stream.session().alloc().buffer(0, ExpiringMessages.this.maxMessageBytes);
		}

		private void receive() {
			this.stream.receive().takeWhile(this::append).doFinally((signal) -> end()).subscribe(null, (reset) -> {
				// it expired at the client: what may be lost is lost
			}, this::deliver);
		}

		/** Returns whether the message may go on. */
		private boolean append(ByteBuf bytes) {
			try {
				if (bytes.readableBytes() > this.content.maxWritableBytes()) {
					drop(CloseCode.FRAME_TOO_LARGE);
					return false;
				}
				int unfinished = ExpiringMessages.this.unfinishedBytes + bytes.readableBytes();
				if (!ExpiringMessages.this.handler.keepsUnfinished(unfinished)) {
					drop(CloseCode.RATE_LIMITED);
					return false;
				}
				ExpiringMessages.this.unfinishedBytes = unfinished;
				this.content.writeBytes(bytes);
				return true;
			}
			finally {
				bytes.release();
			}
		}

		private void drop(CloseCode code) {
			ExpiringMessages.this.unfinishedBytes -= this.content.writerIndex();
			this.content.clear();
			this.stream.stopSending(code.number());
		}

		private void deliver() {
			if (this.content.isReadable()) {
				ExpiringMessages.this.handler.onDatagram(this.content);
			}
		}

		private void end() {
			ExpiringMessages.this.unfinishedBytes -= this.content.writerIndex();
			this.content.release();
		}

	}

}
