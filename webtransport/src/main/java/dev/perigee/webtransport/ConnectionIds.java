package dev.perigee.webtransport;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;

/**
 * Connection ids that say where a connection lives: {@code first byte | serverId | loop
 * (2 bytes) | random}. That is the unencrypted form of QUIC-LB
 * (draft-ietf-quic-load-balancers-19), with loop and random bytes as the nonce: a load
 * balancer routes by the server id. As a handler, first in the pipeline of every socket
 * that shares a port, it takes packets of clients whose address has changed to the event
 * loop that knows them. Sockets must be added in the order of their loops.
 */
final class ConnectionIds extends QuicCodecDispatcher {

	static final int LENGTH = 20;

	/** What is left must still be hard to guess. */
	static final int MAX_SERVER_ID_BYTES = 8;

	/** The lower five bits of the first byte. */
	private static final int LENGTH_SELF_DESCRIPTION = LENGTH - 1;

	/** The upper three bits of the first byte: which of its configurations to use. */
	private static final int FIRST_CONFIGURATION = 0;

	/** No load balancer has configured this server. */
	private static final int UNROUTABLE = 0b111 << 5;

	private static final int FIRST_BYTES = 1;

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
		int configuration = (this.serverId.length > 0) ? FIRST_CONFIGURATION : UNROUTABLE;
		byte[] prefix = ByteBuffer.allocate(FIRST_BYTES + this.serverId.length + Short.BYTES)
			.put((byte) (configuration | LENGTH_SELF_DESCRIPTION))
			.put(this.serverId)
			.putShort((short) loop)
			.array();
		return new Prefixed(prefix, QuicConnectionIdGenerator.randomGenerator());
	}

	@Override
	protected int decodeIndex(ByteBuf connectionId) {
		int index = connectionId.readerIndex() + FIRST_BYTES + this.serverId.length;
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
