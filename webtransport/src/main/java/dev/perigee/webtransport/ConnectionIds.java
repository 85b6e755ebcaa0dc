package dev.perigee.webtransport;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;

/**
 * Connection ids that say where a connection lives: {@code serverId | loop (2 bytes) |
 * random}. As a handler, first in the pipeline of every socket that shares a port, it
 * takes packets of clients whose address has changed to the event loop that knows them.
 * Sockets must be added in the order of their loops. A load balancer may route by the
 * server id.
 */
final class ConnectionIds extends QuicCodecDispatcher {

	static final int LENGTH = 20;

	/** What is left must still be hard to guess. */
	static final int MAX_SERVER_ID_BYTES = 8;

	private final byte[] serverId;

	ConnectionIds(byte[] serverId) {
		super(LENGTH);
		if (serverId.length > MAX_SERVER_ID_BYTES) {
			throw new IllegalArgumentException(
					"A server id has at most " + MAX_SERVER_ID_BYTES + " bytes: " + serverId.length);
		}
		this.serverId = serverId.clone();
	}

	/**
	 * Returns the generator for the connections of one event loop.
	 */
	QuicConnectionIdGenerator generator(int loop) {
		byte[] prefix = ByteBuffer.allocate(this.serverId.length + Short.BYTES)
			.put(this.serverId)
			.putShort((short) loop)
			.array();
		return new Prefixed(prefix, QuicConnectionIdGenerator.randomGenerator());
	}

	@Override
	protected int decodeIndex(ByteBuf connectionId) {
		int index = connectionId.readerIndex() + this.serverId.length;
		return (connectionId.writerIndex() - index < Short.BYTES) ? -1 : connectionId.getUnsignedShort(index);
	}

	@Override
	protected void initChannel(Channel channel, int localConnectionIdLength, QuicConnectionIdGenerator idGenerator) {
		// the server has put its codec into the pipeline before
	}

	private record Prefixed(byte[] prefix, QuicConnectionIdGenerator random) implements QuicConnectionIdGenerator {

		@Override
		public ByteBuffer newId(int length) {
			return withPrefix(this.random.newId(length - this.prefix.length));
		}

		@Override
		public ByteBuffer newId(ByteBuffer input, int length) {
			return withPrefix(this.random.newId(input, length - this.prefix.length));
		}

		@Override
		public ByteBuffer newId(ByteBuffer sourceId, ByteBuffer destinationId, int length) {
			return withPrefix(this.random.newId(sourceId, destinationId, length - this.prefix.length));
		}

		@Override
		public int maxConnectionIdLength() {
			return LENGTH;
		}

		@Override
		public boolean isIdempotent() {
			return false;
		}

		private ByteBuffer withPrefix(ByteBuffer id) {
			return ByteBuffer.allocate(this.prefix.length + id.remaining()).put(this.prefix).put(id).flip();
		}

	}

}
