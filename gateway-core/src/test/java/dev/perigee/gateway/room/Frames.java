package dev.perigee.gateway.room;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
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

}
