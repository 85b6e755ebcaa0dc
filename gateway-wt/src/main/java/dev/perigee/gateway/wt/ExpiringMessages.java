package dev.perigee.gateway.wt;

import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;

/**
 * The messages of a client that are too long for a datagram, each on a unidirectional
 * stream of its own. One is worth nothing until it is whole, and dropped when it is
 * reset; what there is of all until then is bounded. What is dropped is read to its end:
 * QUIC never gives the client another stream for one that was stopped. Confined to the
 * session's event loop.
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

		private int arrivedBytes;

		private boolean dropped;

		private Message(WebTransportStream stream) {
			this.stream = stream;
			this.content = stream.session().alloc().buffer(0, ExpiringMessages.this.maxMessageBytes);
		}

		private void receive() {
			this.stream.receive().doFinally((signal) -> end()).subscribe(this::append, (reset) -> {
				// it expired at the client: what may be lost is lost
			}, this::deliver);
		}

		private void append(ByteBuf bytes) {
			try {
				this.arrivedBytes += bytes.readableBytes();
				if (this.arrivedBytes > ExpiringMessages.this.maxMessageBytes) {
					drop();
					ExpiringMessages.this.handler.onUnreadable(CloseCode.FRAME_TOO_LARGE,
							"message: longer than this gateway reads");
				}
				else if (!this.dropped && keeps(bytes.readableBytes())) {
					this.content.writeBytes(bytes);
				}
				else {
					drop();
				}
			}
			finally {
				bytes.release();
			}
		}

		private boolean keeps(int bytes) {
			int unfinished = ExpiringMessages.this.unfinishedBytes + bytes;
			if (!ExpiringMessages.this.handler.keepsUnfinished(unfinished)) {
				return false;
			}
			ExpiringMessages.this.unfinishedBytes = unfinished;
			return true;
		}

		private void drop() {
			this.dropped = true;
			ExpiringMessages.this.unfinishedBytes -= this.content.writerIndex();
			this.content.clear();
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
