package dev.perigee.lab.nats;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

import dev.perigee.lab.time.LabClock;
import io.nats.client.Connection;
import io.nats.client.Message;

/**
 * A stream of numbered messages from one connection to another: what arrived, and the
 * longest time in which nothing did. Thread-safe.
 */
final class NumberedMessages {

	private static final Duration BOUND = Duration.ofSeconds(40);

	private final Connection sender;

	private final String subject;

	/** Guarded by this. */
	private final BitSet heard = new BitSet();

	private volatile int published;

	/** Guarded by this. */
	private long lastNanos = LabClock.nanoTime();

	/** Guarded by this. */
	private long longestNanos;

	NumberedMessages(Connection sender, String subject) {
		this.sender = sender;
		this.subject = subject;
	}

	/** Publishes about a hundred messages a second until the condition holds. */
	void publishUntil(String what, BooleanSupplier condition) {
		LabClock.await(BOUND, () -> {
			this.sender.publish(this.subject, ByteBuffer.allocate(Integer.BYTES).putInt(this.published++).array());
			return condition.getAsBoolean();
		}, () -> what);
	}

	synchronized void receive(Message message) {
		long nowNanos = LabClock.nanoTime();
		if (!this.heard.isEmpty()) {
			this.longestNanos = Math.max(this.longestNanos, nowNanos - this.lastNanos);
		}
		this.lastNanos = nowNanos;
		this.heard.set(ByteBuffer.wrap(message.getData()).getInt());
	}

	int published() {
		return this.published;
	}

	/** Tells whether a message with this number or a later one has arrived. */
	synchronized boolean heardFrom(int number) {
		return this.heard.length() > number;
	}

	synchronized int lost() {
		return this.published - this.heard.cardinality();
	}

	synchronized Duration longestSilence() {
		return Duration.ofNanos(this.longestNanos);
	}

}
