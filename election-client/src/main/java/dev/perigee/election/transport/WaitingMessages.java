package dev.perigee.election.transport;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Unreliable messages for a channel that takes no more at the moment. The newest wait;
 * the oldest are dropped. Confined to the channel's event loop.
 */
final class WaitingMessages {

	static final int MAX_BYTES = 64 * 1024;

	/** What a message without a payload takes. */
	private static final int HEADER_BYTES = 32;

	private final Deque<Frame.Publish> messages = new ArrayDeque<>();

	private final Runnable onDrop;

	private int bytes;

	WaitingMessages(Runnable onDrop) {
		this.onDrop = onDrop;
	}

	void add(Frame.Publish message) {
		this.messages.addLast(message);
		this.bytes += bytes(message);
		while (this.bytes > MAX_BYTES && this.messages.size() > 1) {
			this.bytes -= bytes(this.messages.removeFirst());
			this.onDrop.run();
		}
	}

	/** Takes the oldest, {@code null} when none waits. */
	Frame.@Nullable Publish poll() {
		Frame.Publish oldest = this.messages.pollFirst();
		if (oldest != null) {
			this.bytes -= bytes(oldest);
		}
		return oldest;
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	private static int bytes(Frame.Publish message) {
		return HEADER_BYTES + message.payload().readableBytes();
	}

}
