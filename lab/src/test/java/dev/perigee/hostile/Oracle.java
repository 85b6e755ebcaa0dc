package dev.perigee.hostile;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.StandbyFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What protocol/README.md says to any bytes of a client that has not said HELLO and has
 * no good token.
 *
 * @param refusals codes of the REFUSED frames, in order
 * @param close the code of the close; none when the connection stays
 * @param incomplete whether bytes of an unfinished frame are left
 */
record Oracle(List<CloseCode> refusals, @Nullable CloseCode close, boolean incomplete) {

	private static final FrameDecoder DECODER = new FrameDecoder(Limits.DEFAULT_MAX_FRAME_BYTES);

	static Oracle judge(byte[] bytes) {
		List<CloseCode> refusals = new ArrayList<>();
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		CloseCode close = null;
		while (close == null) {
			try {
				Frame frame = DECODER.decode(in);
				if (frame == null) {
					return new Oracle(refusals, null, in.isReadable());
				}
				close = judge(frame);
			}
			catch (ProtocolException ex) {
				if (ex.isRecoverable()) {
					refusals.add(ex.code());
				}
				else {
					close = ex.code();
				}
			}
		}
		refusals.add(close);
		return new Oracle(refusals, close, false);
	}

	private static @Nullable CloseCode judge(Frame frame) {
		if (frame instanceof Frame.Probe) {
			return null;
		}
		if (frame instanceof ControlFrames.Hello hello) {
			return judge(hello.version());
		}
		return (frame instanceof StandbyFrames.Standby standby) ? judge(standby.version()) : CloseCode.UNEXPECTED_FRAME;
	}

	private static CloseCode judge(int version) {
		return (version == ControlFrames.VERSION) ? CloseCode.UNAUTHENTICATED : CloseCode.UNSUPPORTED_VERSION;
	}

}
