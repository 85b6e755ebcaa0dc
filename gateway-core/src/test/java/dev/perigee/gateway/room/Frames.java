package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Messages for tests.
 */
public final class Frames {

	private Frames() {
	}

	/** A message whose whole frame has {@code bytes} bytes, at least 24. */
	public static EncodedFrame reliable(int bytes) {
		return new EncodedFrame(new byte[bytes], 0, true);
	}

	public static EncodedFrame unreliable(int bytes) {
		return new EncodedFrame(new byte[bytes], 0, false);
	}

	static Frame.Deliver message(long sender, long sequence, String text) {
		return new Frame.Deliver(1, DeliveryClass.RELIABLE, sender, sequence, Unpooled.copiedBuffer(text.getBytes()));
	}

	/** Names messages by their sequence, in the order of the frames. */
	static String describe(List<EncodedFrame> frames) {
		ByteBuf out = Unpooled.buffer();
		frames.forEach((frame) -> frame.writeTo(out));
		List<String> words = new ArrayList<>();
		FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);
		try {
			for (Frame frame = decoder.decode(out); frame != null; frame = decoder.decode(out)) {
				words.add((frame instanceof Gap gap) ? "[" + gap.from() + "-" + gap.to() + "]"
						: String.valueOf(((Frame.Deliver) frame).sequence()));
			}
		}
		catch (ProtocolException ex) {
			throw new AssertionError(ex);
		}
		return String.join(" ", words);
	}

}
