package dev.perigee.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Writes frames: a varint with the length of type and body, the type, the body. Stateless
 * and safe for use by several threads.
 */
public final class FrameEncoder {

	/** The type and fixed fields of a {@code DELIVER}, before its payload. */
	static final int DELIVER_HEADER_BYTES = 1 + 4 + 1 + 8 + 8;

	private static final int PUBLISH_HEADER_BYTES = 1 + 4 + 1 + 8;

	private static final int PROBE_BYTES = 1 + 4 + 8;

	private static final int ECHO_BYTES = PROBE_BYTES + 1 + 1 + 4;

	private static final int ACK_BYTES = 1 + 4 + 8;

	private FrameEncoder() {
	}

	/**
	 * Encodes a frame into a buffer of its own.
	 * @param frame the frame; its payload, if any, is copied and neither moved nor
	 * released
	 * @param alloc where the buffer comes from
	 * @return a direct buffer that the caller releases
	 */
	public static ByteBuf encode(Frame frame, ByteBufAllocator alloc) {
		ByteBuf out = alloc.directBuffer(initialBytes(frame));
		try {
			encode(frame, out);
			return out;
		}
		catch (RuntimeException | Error ex) {
			out.release();
			throw ex;
		}
	}

	/**
	 * Appends a frame to a buffer.
	 * @param frame the frame; its payload, if any, is copied and neither moved nor
	 * released
	 * @param out where to
	 */
	public static void encode(Frame frame, ByteBuf out) {
		if (frame instanceof Frame.Probe probe) {
			begin(out, PROBE_BYTES, FrameType.PROBE).writeInt(probe.sequence()).writeLong(probe.clientNanos());
		}
		else if (frame instanceof Frame.Echo echo) {
			begin(out, ECHO_BYTES, FrameType.ECHO).writeInt(echo.sequence())
				.writeLong(echo.clientNanos())
				.writeByte(EchoFlag.toBits(echo.flags()))
				.writeByte(echo.load())
				.writeInt(echo.holdNanos());
		}
		else if (frame instanceof Frame.Publish publish) {
			ByteBuf payload = publish.payload();
			begin(out, PUBLISH_HEADER_BYTES + payload.readableBytes(), FrameType.PUBLISH).writeInt(publish.room())
				.writeByte(publish.deliveryClass().wire())
				.writeLong(publish.sequence());
			append(out, payload);
		}
		else if (frame instanceof Frame.Deliver deliver) {
			ByteBuf payload = deliver.payload();
			begin(out, DELIVER_HEADER_BYTES + payload.readableBytes(), FrameType.DELIVER).writeInt(deliver.room())
				.writeByte(deliver.deliveryClass().wire())
				.writeLong(deliver.sender())
				.writeLong(deliver.sequence());
			append(out, payload);
		}
		else if (frame instanceof Frame.Ack ack) {
			begin(out, ACK_BYTES, FrameType.ACK).writeInt(ack.room()).writeLong(ack.sequence());
		}
		else {
			encodeControl((Frame.Control) frame, out);
		}
	}

	/**
	 * Returns how many bytes a {@code DELIVER} of a payload takes, its length included.
	 * @param payloadBytes the payload's size
	 * @return bytes
	 */
	public static int deliverBytes(int payloadBytes) {
		int length = DELIVER_HEADER_BYTES + payloadBytes;
		return Varint.size(length) + length;
	}

	/**
	 * Writes another room handle into an encoded {@code DELIVER}, so that a gateway can
	 * forward the bytes that it got from another one.
	 * @param frame holds an encoded {@code DELIVER}
	 * @param index where the frame begins
	 * @param handle the handle to write
	 */
	public static void setDeliverRoom(ByteBuf frame, int index, int handle) {
		frame.setInt(index + Varint.sizeAt(frame, index) + 1, handle);
	}

	private static void encodeControl(Frame.Control frame, ByteBuf out) {
		ByteBuf json = out.alloc().heapBuffer(256);
		try {
			ControlCodec.write(frame, json);
			begin(out, 1 + json.readableBytes(), frame.type()).writeBytes(json);
		}
		finally {
			json.release();
		}
	}

	private static ByteBuf begin(ByteBuf out, int length, FrameType type) {
		Varint.write(out, length);
		return out.writeByte(type.code());
	}

	private static void append(ByteBuf out, ByteBuf payload) {
		out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
	}

	private static int initialBytes(Frame frame) {
		if (frame instanceof Frame.Publish publish) {
			return 4 + PUBLISH_HEADER_BYTES + publish.payload().readableBytes();
		}
		if (frame instanceof Frame.Deliver deliver) {
			return deliverBytes(deliver.payload().readableBytes());
		}
		return (frame instanceof Frame.Control) ? 256 : 32;
	}

}
