package dev.perigee.election.transport;

import java.util.function.LongSupplier;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns the gateway's bytes into calls of the listener and bytes that break the
 * specification into a close. Confined to the connection's event loop.
 */
final class FrameReader {

	private static final FrameDecoder DECODER = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	private final CandidateConnection connection;

	private final ConnectionListener listener;

	private final LongSupplier clock;

	FrameReader(CandidateConnection connection, ConnectionListener listener, LongSupplier clock) {
		this.connection = connection;
		this.listener = listener;
		this.clock = clock;
	}

	/** Reads a message of whole frames. */
	void message(ByteBuf message) {
		read(message, FrameDecoder::decodeWhole);
	}

	/** Reads the whole frames at the head of a stream's bytes; the rest stays. */
	void stream(ByteBuf bytes) {
		read(bytes, FrameDecoder::decode);
	}

	private void read(ByteBuf bytes, Decoding decoding) {
		long arrivalNanos = this.clock.getAsLong();
		while (true) {
			try {
				Frame frame = decoding.next(DECODER, bytes);
				if (frame == null) {
					return;
				}
				this.listener.onFrame(frame, arrivalNanos);
			}
			catch (ProtocolException ex) {
				if (!ex.isRecoverable()) {
					bytes.skipBytes(bytes.readableBytes());
					this.connection.close(ex.code(), String.valueOf(ex.getMessage()));
					return;
				}
			}
		}
	}

	private interface Decoding {

		@Nullable Frame next(FrameDecoder decoder, ByteBuf bytes) throws ProtocolException;

	}

}
