package dev.perigee.webtransport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamType;

/**
 * The first varint of a WebTransport stream; the session's id follows it
 * (draft-ietf-webtrans-http3, sections 4.2 and 4.3).
 */
final class StreamSignal {

	static final long BIDIRECTIONAL = 0x41;

	static final long UNIDIRECTIONAL = 0x54;

	private StreamSignal() {
	}

	static ByteBuf encode(ByteBufAllocator alloc, QuicStreamType type, long sessionId) {
		ByteBuf header = alloc.directBuffer(2 * Varint.MAX_LENGTH);
		Varint.write(header, (type == QuicStreamType.BIDIRECTIONAL) ? BIDIRECTIONAL : UNIDIRECTIONAL);
		Varint.write(header, sessionId);
		return header;
	}

}
