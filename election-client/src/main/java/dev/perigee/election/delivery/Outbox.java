package dev.perigee.election.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The reliable messages of this session to one room: numbered from 1, kept until they are
 * safe, and for a while after that. After a failover the whole tail is sent again with
 * the same numbers, because what was acknowledged last may have died with the gateway and
 * receivers drop what they have seen. Not safe for use by several threads.
 */
public final class Outbox {

	private final int maxBytes;

	private final long tailNanos;

	/** Acknowledged messages first, then the others, by sequence. */
	private final Deque<Entry> entries = new ArrayDeque<>();

	private long nextSequence = 1;

	private long acknowledged;

	private int unsafeBytes;

	/**
	 * Creates an empty outbox.
	 * @param maxBytes how much may be unacknowledged
	 * @param tailNanos how long an acknowledged message is kept
	 */
	public Outbox(int maxBytes, long tailNanos) {
		this.maxBytes = maxBytes;
		this.tailNanos = tailNanos;
	}

	/**
	 * Takes a message in.
	 * @param payload the message, not copied
	 * @param nowNanos the client's clock
	 * @return its sequence
	 * @throws OutboxFullException when too much is unacknowledged already; nothing was
	 * taken
	 */
	public long append(byte[] payload, long nowNanos) throws OutboxFullException {
		if (this.unsafeBytes + payload.length > this.maxBytes) {
			throw new OutboxFullException(this.unsafeBytes, this.maxBytes);
		}
		trim(nowNanos);
		this.unsafeBytes += payload.length;
		this.entries.addLast(new Entry(this.nextSequence, payload, nowNanos));
		return this.nextSequence++;
	}

	/**
	 * Notes that messages are safe.
	 * @param sequence the highest safe sequence; one that was never sent is ignored
	 * @param nowNanos the client's clock
	 */
	public void acknowledge(long sequence, long nowNanos) {
		if (sequence <= this.acknowledged || sequence >= this.nextSequence) {
			return;
		}
		for (Entry entry : this.entries) {
			if (entry.sequence() > this.acknowledged && entry.sequence() <= sequence) {
				this.unsafeBytes -= entry.payload().length;
			}
		}
		this.acknowledged = sequence;
		trim(nowNanos);
	}

	/**
	 * Returns what a new gateway has to be sent: all that is not acknowledged, and what
	 * was sent within the last few seconds, acknowledged or not.
	 * @param nowNanos the client's clock
	 * @return messages by ascending sequence
	 */
	public List<Entry> tail(long nowNanos) {
		trim(nowNanos);
		return List.copyOf(this.entries);
	}

	/**
	 * Begins again at 1 for a session with a new identity: what is not acknowledged is
	 * numbered anew, what is safe is forgotten.
	 */
	public void restart() {
		List<Entry> unsafe = new ArrayList<>(this.entries);
		unsafe.removeIf((entry) -> entry.sequence() <= this.acknowledged);
		this.entries.clear();
		this.nextSequence = 1;
		this.acknowledged = 0;
		for (Entry entry : unsafe) {
			this.entries.addLast(new Entry(this.nextSequence++, entry.payload(), entry.sentAtNanos()));
		}
	}

	/**
	 * Returns the highest safe sequence.
	 * @return 0 while nothing is acknowledged
	 */
	public long acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Returns how many messages wait for their acknowledgement.
	 * @return the count
	 */
	public long unacknowledged() {
		return this.nextSequence - 1 - this.acknowledged;
	}

	private void trim(long nowNanos) {
		while (!this.entries.isEmpty() && this.entries.peekFirst().sequence() <= this.acknowledged
				&& nowNanos - this.entries.peekFirst().sentAtNanos() > this.tailNanos) {
			this.entries.removeFirst();
		}
	}

	/**
	 * A message that is kept.
	 *
	 * @param sequence its number
	 * @param payload the message
	 * @param sentAtNanos when it was taken in
	 */
	public record Entry(long sequence, byte[] payload, long sentAtNanos) {
	}

}
