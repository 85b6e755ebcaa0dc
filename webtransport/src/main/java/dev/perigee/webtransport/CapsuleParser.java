package dev.perigee.webtransport;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads the capsules of one CONNECT stream from pieces of any size. Capsules of other
 * types are skipped as they stream by, whatever length they claim: a peer cannot make
 * this parser hold more than one header and {@code maxCapsuleBytes}. Confined to the
 * session's event loop.
 */
final class CapsuleParser {

	private final int maxCapsuleBytes;

	private final Listener listener;

	private final ByteBuf header = Unpooled.buffer(2 * Varint.MAX_LENGTH, 2 * Varint.MAX_LENGTH);

	private ByteBuf value = Unpooled.EMPTY_BUFFER;

	private State state = State.HEADER;

	private long type;

	private long remaining;

	CapsuleParser(int maxCapsuleBytes, Listener listener) {
		this.maxCapsuleBytes = maxCapsuleBytes;
		this.listener = listener;
	}

	/**
	 * Consumes all of {@code in} without releasing it.
	 * @throws MalformedCapsuleException when a capsule that this parser understands is
	 * too long, too short or has a length that contradicts its type; the stream is then
	 * beyond repair
	 */
	void parse(ByteBuf in) {
		while (in.isReadable()) {
			switch (this.state) {
				case HEADER -> readHeader(in);
				case VALUE -> readValue(in);
				case SKIPPED -> skip(in);
			}
		}
	}

	private void readHeader(ByteBuf in) {
		this.header.writeByte(in.readByte());
		this.header.readerIndex(0);
		long capsuleType = Varint.read(this.header);
		long length = (capsuleType == Varint.INCOMPLETE) ? Varint.INCOMPLETE : Varint.read(this.header);
		if (length == Varint.INCOMPLETE) {
			return;
		}
		this.header.clear();
		this.type = capsuleType;
		this.remaining = length;
		if (capsuleType != Capsules.CLOSE_SESSION && capsuleType != Capsules.DRAIN_SESSION) {
			this.state = (length == 0) ? State.HEADER : State.SKIPPED;
			return;
		}
		requireLength(capsuleType, length);
		this.value = Unpooled.buffer((int) length, (int) length);
		this.state = State.VALUE;
		if (length == 0) {
			dispatch();
		}
	}

	private void requireLength(long capsuleType, long length) {
		if (length > this.maxCapsuleBytes) {
			throw new MalformedCapsuleException("A capsule of " + length + " bytes, limit " + this.maxCapsuleBytes);
		}
		boolean fits = (capsuleType == Capsules.DRAIN_SESSION) ? length == 0 : length >= Capsules.CLOSE_CODE_BYTES;
		if (!fits) {
			throw new MalformedCapsuleException(
					"A capsule of type 0x" + Long.toHexString(capsuleType) + " with " + length + " bytes");
		}
	}

	private void readValue(ByteBuf in) {
		int count = (int) Math.min(this.remaining, in.readableBytes());
		this.value.writeBytes(in, count);
		this.remaining -= count;
		if (this.remaining == 0) {
			dispatch();
		}
	}

	private void skip(ByteBuf in) {
		int count = (int) Math.min(this.remaining, in.readableBytes());
		in.skipBytes(count);
		this.remaining -= count;
		if (this.remaining == 0) {
			this.state = State.HEADER;
		}
	}

	private void dispatch() {
		ByteBuf capsule = this.value;
		this.value = Unpooled.EMPTY_BUFFER;
		this.state = State.HEADER;
		if (this.type == Capsules.CLOSE_SESSION) {
			long code = capsule.readUnsignedInt();
			this.listener.closeReceived(code, capsule.toString(StandardCharsets.UTF_8));
		}
		else {
			this.listener.drainReceived();
		}
	}

	private enum State {

		HEADER, VALUE, SKIPPED

	}

	/** What the capsules mean to the session. */
	interface Listener {

		void closeReceived(long code, String reason);

		void drainReceived();

	}

}
