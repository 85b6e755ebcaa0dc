package dev.perigee.election.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import dev.perigee.election.delivery.Inbox.Limits;
import dev.perigee.election.delivery.Inbox.Missing;
import dev.perigee.election.delivery.Inbox.Released;

/**
 * One sender's reliable messages in one room.
 */
final class SenderStream<M> {

	/**
	 * Stands for a sender that we know too little of: its first message, whatever its
	 * number, is where we begin.
	 */
	static final long UNKNOWN = -1;

	/** The last sequence handed on, or {@link #UNKNOWN}. */
	private long last;

	/** A sequence that is known to exist: up to here nothing may be missing. */
	private long target;

	private final TreeMap<Long, Waiting<M>> waiting = new TreeMap<>();

	private int waitingBytes;

	private int asks;

	private long askedAtNanos;

	/**
	 * Begins a stream.
	 * @param last the last sequence that is none of ours
	 */
	SenderStream(long last) {
		this.last = last;
	}

	void expectUpTo(long sequence) {
		this.target = Math.max(this.target, sequence);
	}

	boolean hasSeen(long sequence) {
		return (this.last != UNKNOWN && sequence <= this.last) || this.waiting.containsKey(sequence);
	}

	void add(long sequence, M message, int bytes) {
		if (this.last == UNKNOWN && (this.target == 0 || sequence <= this.target)) {
			this.last = sequence - 1;
		}
		this.waiting.put(sequence, new Waiting<>(message, bytes));
		this.waitingBytes += bytes;
		this.target = Math.max(this.target, sequence);
	}

	Released<M> release() {
		return advance(0, this.last);
	}

	/**
	 * Passes over what can't be had, but not over what waits between. A start that we
	 * never had is no loss, and a gap behind another one has to wait for it.
	 */
	Released<M> skip(Missing missing) {
		if (this.last == UNKNOWN) {
			this.last = missing.to();
			return release();
		}
		return (missing.from() > this.last + 1) ? Released.nothing() : advance(missing.sender(), missing.to());
	}

	Released<M> abandon(long sender) {
		long end = this.waiting.isEmpty() ? this.target : this.waiting.firstKey() - 1;
		return skip(new Missing(sender, this.last + 1, end));
	}

	boolean isReplayDue(long nowNanos, Limits limits) {
		if (!hasGap() || this.asks > 0 && nowNanos - this.askedAtNanos < limits.askAgainNanos()) {
			return false;
		}
		this.asks++;
		this.askedAtNanos = nowNanos;
		return true;
	}

	boolean isUnanswered(Limits limits) {
		return hasGap() && this.asks > limits.maxAsks();
	}

	/** Returns the last sequence had, 0 for none. */
	long last() {
		return Math.max(this.last, 0);
	}

	int waitingBytes() {
		return this.waitingBytes;
	}

	boolean hasGap() {
		return this.target > this.last && (this.last != UNKNOWN || this.target > 0);
	}

	/**
	 * Hands on what waits, naming the holes up to a sequence, until the first hole after
	 * it.
	 */
	private Released<M> advance(long sender, long end) {
		List<M> messages = new ArrayList<>(1);
		List<Missing> lost = new ArrayList<>(0);
		long before = this.last;
		while (true) {
			Waiting<M> next = this.waiting.remove(this.last + 1);
			if (next != null) {
				this.last++;
				this.waitingBytes -= next.bytes();
				messages.add(next.message());
			}
			else if (this.last < end) {
				Long present = this.waiting.ceilingKey(this.last + 1);
				long to = (present != null) ? Math.min(present - 1, end) : end;
				lost.add(new Missing(sender, this.last + 1, to));
				this.last = to;
			}
			else {
				break;
			}
		}
		this.asks = (this.last > before) ? 0 : this.asks;
		return new Released<>(messages, lost);
	}

	private record Waiting<M>(M message, int bytes) {
	}

}
