package dev.perigee.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames. Holds nothing but its limit, so that one decoder may serve many
 * connections on many threads; bytes that are not yet a whole frame stay in the caller's
 * buffer.
 */
public final class FrameDecoder {

	private final int maxFrameBytes;

	/**
	 * Creates a decoder.
	 * @param maxFrameBytes the longest frame to accept: type and body, without the length
	 */
	public FrameDecoder(int maxFrameBytes) {
		if (maxFrameBytes < 1 || maxFrameBytes > Limits.MAX_FRAME_BYTES) {
			throw new IllegalArgumentException(
					"maxFrameBytes: 1 to " + Limits.MAX_FRAME_BYTES + " expected, was " + maxFrameBytes);
		}
		this.maxFrameBytes = maxFrameBytes;
	}

	/**
	 * Reads the next frame of a stream.
	 * @param in the bytes that have arrived; the frame's are consumed, also when it is
	 * refused
	 * @return the frame, or {@code null} with nothing consumed while it is incomplete
	 * @throws ProtocolException when the bytes break the specification
	 */
	public @Nullable Frame decode(ByteBuf in) throws ProtocolException {
		int start = in.readerIndex();
		long length = Varint.read(in);
		if (length == Varint.INCOMPLETE) {
			return null;
		}
		if (length == 0) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, "frame: length 0, a type is missing");
		}
		if (length > this.maxFrameBytes) {
			throw new ProtocolException(CloseCode.FRAME_TOO_LARGE,
					"frame: " + length + " bytes, the limit is " + this.maxFrameBytes);
		}
		if (in.readableBytes() < length) {
			in.readerIndex(start);
			return null;
		}
		return decodeBody(in.readSlice((int) length));
	}

	/**
	 * Reads the next frame of a message that must hold whole frames only, as a WebSocket
	 * message or a datagram does.
	 * @param message the rest of the message
	 * @return the frame, or {@code null} when the message is at its end
	 * @throws ProtocolException when the bytes break the specification, or end within a
	 * frame
	 */
	public @Nullable Frame decodeWhole(ByteBuf message) throws ProtocolException {
		if (!message.isReadable()) {
			return null;
		}
		Frame frame = decode(message);
		if (frame == null) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR,
					"frame: the message ends within it, " + message.readableBytes() + " bytes are left");
		}
		return frame;
	}

	private static Frame decodeBody(ByteBuf body) throws ProtocolException {
		int code = body.readUnsignedByte();
		FrameType type = FrameType.of(code);
		if (type == null) {
			throw new ProtocolException(CloseCode.UNKNOWN_FRAME_TYPE,
					"frame: type 0x%02x is unknown in version %d".formatted(code, ControlFrames.VERSION));
		}
		Class<? extends Frame.Control> control = type.body();
		return (control != null) ? ControlCodec.read(type, control, body) : decodeBinary(type, body);
	}

	private static Frame decodeBinary(FrameType type, ByteBuf body) throws ProtocolException {
		return switch (type) {
			case PROBE -> {
				exactly(12, type, body);
				yield new Frame.Probe(body.readInt(), body.readLong());
			}
			case ECHO -> {
				exactly(18, type, body);
				yield new Frame.Echo(body.readInt(), body.readLong(), EchoFlag.ofBits(body.readUnsignedByte()),
						body.readUnsignedByte(), body.readInt());
			}
			case PUBLISH -> {
				atLeast(13, type, body);
				yield new Frame.Publish(body.readInt(), DeliveryClass.ofWire(body.readUnsignedByte(), type),
						sequence(type, body), body.slice());
			}
			case DELIVER -> {
				atLeast(21, type, body);
				yield new Frame.Deliver(body.readInt(), DeliveryClass.ofWire(body.readUnsignedByte(), type),
						body.readLong(), sequence(type, body), body.slice());
			}
			case ACK -> {
				exactly(12, type, body);
				yield new Frame.Ack(body.readInt(), sequence(type, body));
			}
			default -> throw new IllegalStateException(type + " is no binary frame");
		};
	}

	private static long sequence(FrameType type, ByteBuf body) throws ProtocolException {
		long sequence = body.readLong();
		if (sequence < 1) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, type + ": sequence must be at least 1");
		}
		return sequence;
	}

	private static void exactly(int bytes, FrameType type, ByteBuf body) throws ProtocolException {
		if (body.readableBytes() != bytes) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR,
					type + ": a body of " + bytes + " bytes expected, was " + body.readableBytes());
		}
	}

	private static void atLeast(int bytes, FrameType type, ByteBuf body) throws ProtocolException {
		if (body.readableBytes() < bytes) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR,
					type + ": a body of at least " + bytes + " bytes expected, was " + body.readableBytes());
		}
	}

}
