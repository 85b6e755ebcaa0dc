package dev.perigee.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Variable-length integers of QUIC (RFC 9000 section 16): the two highest bits of the
 * first byte say how long it is: 1, 2, 4 or 8 bytes.
 */
final class Varint {

	/** What {@link #read} returns when the buffer ends within the integer. */
	static final long INCOMPLETE = -1;

	private Varint() {
	}

	static int size(int value) {
		return (value < 1 << 6) ? 1 : (value < 1 << 14) ? 2 : (value < 1 << 30) ? 4 : 8;
	}

	static void write(ByteBuf out, int value) {
		switch (size(value)) {
			case 1 -> out.writeByte(value);
			case 2 -> out.writeShort(value | 0x4000);
			case 4 -> out.writeInt(value | 0x8000_0000);
			default -> out.writeLong(value | 0xc000_0000_0000_0000L);
		}
	}

	static long read(ByteBuf in) {
		if (!in.isReadable()) {
			return INCOMPLETE;
		}
		int size = sizeAt(in, in.readerIndex());
		if (in.readableBytes() < size) {
			return INCOMPLETE;
		}
		return switch (size) {
			case 1 -> in.readByte() & 0x3f;
			case 2 -> in.readShort() & 0x3fff;
			case 4 -> in.readInt() & 0x3fff_ffffL;
			default -> in.readLong() & 0x3fff_ffff_ffff_ffffL;
		};
	}

	static int sizeAt(ByteBuf in, int index) {
		return 1 << ((in.getByte(index) & 0xff) >> 6);
	}

}
