package dev.perigee.gateway.wt;

import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;

/**
 * A message that is too long for a datagram and comes on a unidirectional stream of its
 * own. Worth nothing until it is whole; dropped when it is reset. Confined to the
 * session's event loop.
 */
final class ExpiringMessage {

	private final WebTransportStream stream;

	private final int maxBytes;

	private final ByteBuf message;

	ExpiringMessage(WebTransportStream stream, int maxBytes) {
		this.stream = stream;
		this.maxBytes = maxBytes;
		this.message = stream.session().alloc().buffer(0, maxBytes);
	}

	void receive(ConnectionHandler handler) {
		this.stream.receive()
			.takeWhile(this::append)
			.doFinally((signal) -> this.message.release())
			.subscribe(null, (reset) -> {
				// it expired at the client: what may be lost is lost
			}, () -> {
				if (this.message.isReadable()) {
					handler.onDatagram(this.message);
				}
			});
	}

	/** Returns whether the message may go on. */
	private boolean append(ByteBuf bytes) {
		try {
			if (bytes.readableBytes() > this.maxBytes - this.message.readableBytes()) {
				this.message.clear();
				this.stream.stopSending(CloseCode.FRAME_TOO_LARGE.number());
				return false;
			}
			this.message.writeBytes(bytes);
			return true;
		}
		finally {
			bytes.release();
		}
	}

}
