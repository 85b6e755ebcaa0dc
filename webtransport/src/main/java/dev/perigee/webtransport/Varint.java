package dev.perigee.webtransport;

import io.netty.buffer.ByteBuf;

/**
 * The variable-length integer of QUIC (RFC 9000, section 16): two bits of length, then 6,
 * 14, 30 or 62 bits of value.
 */
final class Varint {

	static final long MAX_VALUE = 0x3fff_ffff_ffff_ffffL;

	static final int MAX_LENGTH = 8;

	static final long INCOMPLETE = -1;

	private Varint() {
	}

	static int length(long value) {
		if (value < 0 || value > MAX_VALUE) {
			throw new IllegalArgumentException("Not a QUIC varint: " + value);
		}
		if (value < 1 << 6) {
			return 1;
		}
		if (value < 1 << 14) {
			return 2;
		}
		return (value < 1 << 30) ? 4 : 8;
	}

	static void write(ByteBuf out, long value) {
		int length = length(value);
		out.ensureWritable(length);
		set(out, out.writerIndex(), value);
		out.writerIndex(out.writerIndex() + length);
	}

	/**
	 * Writes {@code value} at {@code index} without moving an index of the buffer.
	 */
	static void set(ByteBuf out, int index, long value) {
		switch (length(value)) {
			case 1 -> out.setByte(index, (int) value);
			case 2 -> out.setShort(index, (int) value | 0x4000);
			case 4 -> out.setInt(index, (int) value | 0x8000_0000);
			default -> out.setLong(index, value | 0xc000_0000_0000_0000L);
		}
	}

	/**
	 * Reads one varint, or returns {@link #INCOMPLETE} and leaves the reader index where
	 * it was.
	 */
	static long read(ByteBuf in) {
		if (!in.isReadable()) {
			return INCOMPLETE;
		}
		int length = 1 << (in.getUnsignedByte(in.readerIndex()) >> 6);
		if (in.readableBytes() < length) {
			return INCOMPLETE;
		}
		return switch (length) {
			case 1 -> in.readByte() & 0x3f;
			case 2 -> in.readShort() & 0x3fff;
			case 4 -> in.readInt() & 0x3fff_ffffL;
			default -> in.readLong() & MAX_VALUE;
		};
	}

}
