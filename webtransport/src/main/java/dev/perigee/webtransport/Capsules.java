package dev.perigee.webtransport;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The capsules that a session writes on its CONNECT stream (RFC 9297;
 * draft-ietf-webtrans-http3, sections 4.7 and 6).
 */
final class Capsules {

	static final long CLOSE_SESSION = 0x2843;

	static final long DRAIN_SESSION = 0x78ae;

	static final int CLOSE_CODE_BYTES = 4;

	static final int MAX_REASON_BYTES = 1024;

	private Capsules() {
	}

	/**
	 * Returns the bytes of a close reason.
	 * @throws IllegalArgumentException when they are more than the draft allows
	 */
	static byte[] encodeReason(String reason) {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		if (text.length > MAX_REASON_BYTES) {
			throw new IllegalArgumentException(
					"A close reason has at most " + MAX_REASON_BYTES + " bytes of UTF-8: " + text.length);
		}
		return text;
	}

	static ByteBuf close(ByteBufAllocator alloc, int code, byte[] text) {
		int length = CLOSE_CODE_BYTES + text.length;
		ByteBuf capsule = alloc.directBuffer(2 * Varint.MAX_LENGTH + length);
		Varint.write(capsule, CLOSE_SESSION);
		Varint.write(capsule, length);
		return capsule.writeInt(code).writeBytes(text);
	}

	static ByteBuf drain(ByteBufAllocator alloc) {
		ByteBuf capsule = alloc.directBuffer(2 * Varint.MAX_LENGTH);
		Varint.write(capsule, DRAIN_SESSION);
		Varint.write(capsule, 0);
		return capsule;
	}

}
