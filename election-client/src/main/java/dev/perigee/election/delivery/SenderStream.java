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

	/** Since anything was handed on. */
	private int asks;

	/** Whether an answer is waited for. */
	private boolean asked;

	private long askedAtNanos;

	/** Whether the answer has begun, so that it goes on or is over soon. */
	private boolean answering;

	/** Whether anything was handed on since the last look. */
	private boolean progress;

	private long progressAtNanos;

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

	/**
	 * Tells whether to ask for what is missing. A long answer comes in parts: when one is
	 * over, the next is to be asked for.
	 */
	boolean isReplayDue(long nowNanos, Limits limits) {
		if (!hasGap()) {
			return false;
		}
		if (this.progress) {
			this.progress = false;
			this.progressAtNanos = nowNanos;
			this.answering = this.asked;
		}
		if (this.asked && !isOverdue(nowNanos, limits)) {
			return false;
		}
		this.asks++;
		this.asked = true;
		this.askedAtNanos = nowNanos;
		this.answering = false;
		return true;
	}

	private boolean isOverdue(long nowNanos, Limits limits) {
		return this.answering ? nowNanos - this.progressAtNanos >= limits.pauseNanos()
				: nowNanos - this.askedAtNanos >= limits.askAgainNanos();
	}

	/** Whoever was asked is not heard any more. */
	void forgetAsks() {
		this.asks = 0;
		this.asked = false;
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
		if (this.last > before) {
			this.asks = 0;
			this.progress = true;
			this.asked = this.asked && hasGap();
		}
		return new Released<>(messages, lost);
	}

	private record Waiting<M>(M message, int bytes) {
	}

}
