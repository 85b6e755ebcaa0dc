package dev.perigee.election.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reliable messages of this session to one room: numbered from 1, kept until they are
 * safe, and for a while after that. After a failover the tail is sent again with the same
 * numbers, because what was acknowledged last may have died with the gateway and
 * receivers drop what they have seen. Not safe for use by several threads.
 */
public final class Outbox {

	/**
	 * Gateways tell repetitions apart from new messages that come out of order by the
	 * last 1024 sequences.
	 */
	private static final int WINDOW = 1000;

	private final int maxBytes;

	private final long tailNanos;

	/** Acknowledged, by sequence; of at most {@link #maxBytes}. */
	private final Deque<Entry> safe = new ArrayDeque<>();

	/** Not acknowledged, by sequence: all of them later than those that are safe. */
	private final Deque<Entry> unsafe = new ArrayDeque<>();

	private long nextSequence;

	private long acknowledged;

	private int safeBytes;

	private int unsafeBytes;

	/**
	 * Creates an empty outbox.
	 * @param maxBytes how much may be unacknowledged, and how much of what is
	 * acknowledged is kept besides
	 * @param tailNanos how long an acknowledged message is kept at the longest
	 * @param lastSequence of an earlier outbox of the same session and room, or 0
	 */
	public Outbox(int maxBytes, long tailNanos, long lastSequence) {
		this.nextSequence = lastSequence + 1;
		this.acknowledged = lastSequence;
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
		if (payload.length > this.maxBytes - this.unsafeBytes) {
			throw new OutboxFullException(this.unsafeBytes, this.maxBytes);
		}
		trim(nowNanos);
		this.unsafeBytes += payload.length;
		this.unsafe.addLast(new Entry(this.nextSequence, payload, nowNanos));
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
		this.acknowledged = sequence;
		while (!this.unsafe.isEmpty() && this.unsafe.getFirst().sequence() <= sequence) {
			Entry entry = this.unsafe.removeFirst();
			this.unsafeBytes -= entry.payload().length;
			this.safeBytes += entry.payload().length;
			this.safe.addLast(entry);
		}
		trim(nowNanos);
	}

	/**
	 * Returns what a new gateway has to be sent: all that is not acknowledged, for it has
	 * to be, and of what was sent within the last few seconds all that the gateway lacks.
	 * @param nowNanos the client's clock
	 * @param isReceived tells of a sequence whether the gateway has it
	 * @return what peers wait for comes first, each part by ascending sequence; but
	 * before it what the gateway would take for a repetition if it came later
	 */
	public List<Entry> tail(long nowNanos, LongPredicate isReceived) {
		trim(nowNanos);
		Map<Boolean, List<Entry>> repeated = this.safe.stream()
			.filter((entry) -> !isReceived.test(entry.sequence()))
			.collect(Collectors.partitioningBy((entry) -> entry.sequence() <= lastSequence() - WINDOW));
		return Stream.of(repeated.get(true), this.unsafe, repeated.get(false)).flatMap(Collection::stream).toList();
	}

	/**
	 * Drops a message that its gateway does not take. Its sequence stays empty.
	 * @param sequence of the message; one that is not waiting is ignored
	 */
	public void remove(long sequence) {
		this.unsafe.removeIf((entry) -> {
			boolean dropped = entry.sequence() == sequence;
			this.unsafeBytes -= dropped ? entry.payload().length : 0;
			return dropped;
		});
	}

	/**
	 * Drops messages that can't be sent. Their sequences stay empty.
	 * @param maxPayloadBytes the largest that can be sent
	 * @return those of the dropped ones that were not acknowledged, by sequence
	 */
	public List<Entry> removeLargerThan(int maxPayloadBytes) {
		Predicate<Entry> isTooLarge = (entry) -> entry.payload().length > maxPayloadBytes;
		this.safeBytes -= bytes(this.safe.stream().filter(isTooLarge));
		this.safe.removeIf(isTooLarge);
		List<Entry> removed = this.unsafe.stream().filter(isTooLarge).toList();
		this.unsafeBytes -= bytes(removed.stream());
		this.unsafe.removeIf(isTooLarge);
		return removed;
	}

	/**
	 * Begins again at 1 for a session with a new identity: what is not acknowledged is
	 * numbered anew, what is safe is forgotten.
	 * @return the new sequences by the former ones
	 */
	public Map<Long, Long> restart() {
		Map<Long, Long> sequences = new LinkedHashMap<>();
		List<Entry> former = List.copyOf(this.unsafe);
		this.unsafe.clear();
		this.safe.clear();
		this.safeBytes = 0;
		this.nextSequence = 1;
		this.acknowledged = 0;
		for (Entry entry : former) {
			sequences.put(entry.sequence(), this.nextSequence);
			this.unsafe.addLast(new Entry(this.nextSequence++, entry.payload(), entry.sentAtNanos()));
		}
		return sequences;
	}

	/**
	 * Returns the highest safe sequence.
	 * @return 0 while nothing is acknowledged
	 */
	public long acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Returns the last sequence that was given to a message.
	 * @return 0 before the first one
	 */
	public long lastSequence() {
		return this.nextSequence - 1;
	}

	/**
	 * Returns how many messages wait for their acknowledgement.
	 * @return the count
	 */
	public long unacknowledged() {
		return this.unsafe.size();
	}

	private void trim(long nowNanos) {
		while (!this.safe.isEmpty()
				&& (this.safeBytes > this.maxBytes || nowNanos - this.safe.getFirst().sentAtNanos() > this.tailNanos)) {
			this.safeBytes -= this.safe.removeFirst().payload().length;
		}
	}

	private static int bytes(Stream<Entry> entries) {
		return entries.mapToInt((entry) -> entry.payload().length).sum();
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
