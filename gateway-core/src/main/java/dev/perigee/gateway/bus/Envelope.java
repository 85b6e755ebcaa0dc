package dev.perigee.gateway.bus;

import java.util.List;
import java.util.function.Consumer;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A body on the bus: version (1 byte), kind (1 byte), origin node (8 bytes), then whole
 * frames of the client protocol. So what a client needs is in it as the client needs it.
 *
 * @param kind what the frames mean
 * @param origin the node that sent it
 * @param body the whole body; the frames begin at {@link #HEADER_BYTES}
 */
public record Envelope(Kind kind, long origin, ByteBuf body) {

	/** What comes before the frames. */
	public static final int HEADER_BYTES = 1 + 1 + 8;

	private static final int VERSION = 1;

	private static final FrameDecoder DECODER = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	/**
	 * What an envelope means.
	 */
	public enum Kind {

		/** On a room's subject: one DELIVER; its room handle is to be overwritten. */
		MESSAGE,

		/** On a room's subject: MEMBER_JOINED or MEMBER_LEFT, of the origin. */
		MEMBER,

		/** To all nodes: JOIN; asks for the origin's members and positions of a room. */
		SYNC_REQUEST,

		/** To all nodes: REPLAY; asks for messages of a room. */
		REPLAY_REQUEST,

		/** To the asking node: a part of an answer, more follows. */
		ANSWER_PART,

		/** To the asking node: the last part of an answer. */
		ANSWER_END,

		/** To all nodes: a session was attached to the origin; body: session, epoch. */
		ATTACHED,

		/** On a room's subject: what the origin holds of it; body: a digest. */
		DIGEST,

		/**
		 * On a room's subject, before the answer to a SYNC_REQUEST: what the origin says
		 * there arrives; body: asking node, number of the question.
		 */
		MARK,

		/**
		 * To the asking node, before the end of an answer to a SYNC_REQUEST: what a node
		 * held that is silent now; body: that node, how long it has been silent in
		 * nanoseconds, JOINED.
		 */
		HEARSAY;

		private static final Kind[] VALUES = values();

	}

	/**
	 * Makes a body of frames.
	 * @param kind what the frames mean
	 * @param origin this node
	 * @param frames the frames
	 * @return a body to publish
	 */
	public static byte[] of(Kind kind, long origin, List<? extends Frame> frames) {
		return write(kind, origin, 256, (out) -> frames.forEach((frame) -> FrameEncoder.encode(frame, out)));
	}

	/**
	 * Makes the body of one message, of exactly the size that it needs.
	 * @param origin this node
	 * @param message the message, with this node's own room handle
	 * @return a body to publish
	 */
	public static byte[] ofMessage(long origin, Frame.Deliver message) {
		byte[] body = new byte[HEADER_BYTES + FrameEncoder.deliverBytes(message.payload().readableBytes())];
		ByteBuf out = Unpooled.wrappedBuffer(body).clear();
		FrameEncoder.encode(message, header(out, Kind.MESSAGE, origin));
		return body;
	}

	/**
	 * Returns how long the body of one message gets.
	 * @param publishBytes the length of the client's frame, type and body
	 * @return bytes, at least what {@link #ofMessage} makes of it
	 */
	public static int maxMessageBytes(int publishBytes) {
		return HEADER_BYTES + FrameEncoder.deliverBytes(publishBytes);
	}

	/**
	 * Makes a body of what was encoded before, or has a layout of its own.
	 * @param kind what it means
	 * @param origin this node
	 * @param bytes how many bytes are likely
	 * @param content writes what follows the header
	 * @return a body to publish
	 */
	public static byte[] write(Kind kind, long origin, int bytes, Consumer<ByteBuf> content) {
		ByteBuf out = header(Unpooled.buffer(HEADER_BYTES + bytes), kind, origin);
		content.accept(out);
		byte[] body = new byte[out.readableBytes()];
		out.readBytes(body);
		return body;
	}

	private static ByteBuf header(ByteBuf out, Kind kind, long origin) {
		return out.writeByte(VERSION).writeByte(kind.ordinal()).writeLong(origin);
	}

	/**
	 * Reads a body.
	 * @param body what has arrived; kept
	 * @return the envelope, read up to its frames
	 * @throws ProtocolException when it is none of this version
	 */
	public static Envelope read(byte[] body) throws ProtocolException {
		ByteBuf in = Unpooled.wrappedBuffer(body);
		if (body.length < HEADER_BYTES || in.readByte() != VERSION) {
			throw new ProtocolException(CloseCode.UNSUPPORTED_VERSION, "envelope: version 1 expected");
		}
		int kind = in.readUnsignedByte();
		if (kind >= Kind.VALUES.length) {
			throw new ProtocolException(CloseCode.UNKNOWN_FRAME_TYPE, "envelope: kind " + kind + " is unknown");
		}
		return new Envelope(Kind.VALUES[kind], in.readLong(), in);
	}

	/**
	 * Reads the next frame.
	 * @return the frame
	 * @throws ProtocolException when there is none, or it is malformed
	 */
	public Frame frame() throws ProtocolException {
		Frame frame = DECODER.decodeWhole(this.body);
		if (frame == null) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, this.kind + ": a frame is missing");
		}
		return frame;
	}

	/**
	 * Tells whether {@link #frame()} has more to read.
	 * @return whether bytes are left
	 */
	public boolean hasFrames() {
		return this.body.isReadable();
	}

}
