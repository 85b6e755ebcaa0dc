package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * How far each sender of a room is: seen here, or said by other nodes. A member is never
 * forgotten, because who joins later has to know where its messages begin; a sender that
 * has left is, when it has been silent for twice the replay window. Knows no clock;
 * confined to its room's lock.
 */
final class Senders {

	/** A sender, its window, and its place in the map. */
	private static final int SENDER_BYTES = 320;

	private final Map<Long, Sender> senders = new HashMap<>();

	/** Those whose messages this node is behind with. */
	private final Lags lags = new Lags();

	private final long windowNanos;

	private final long keepNanos;

	private final Duration patience;

	private final MemoryAccount account;

	private final LongPredicate isMember;

	private long sweptNanos;

	/**
	 * Begins with nobody.
	 * @param replayWindow how long messages are kept
	 * @param patience how long a message is looked for
	 * @param account counts what this takes
	 * @param isMember tells whether a session is in the room
	 */
	Senders(Duration replayWindow, Duration patience, long nowNanos, MemoryAccount account, LongPredicate isMember) {
		this.account = account;
		this.isMember = isMember;
		this.patience = patience;
		this.windowNanos = replayWindow.toNanos();
		this.keepNanos = 2 * this.windowNanos;
		this.sweptNanos = nowNanos;
	}

	/**
	 * Notes a reliable message.
	 * @return whether it is seen for the first time
	 */
	boolean accept(long session, long sequence, long nowNanos) {
		sweep(nowNanos);
		Sender sender = sender(session, nowNanos);
		sender.seenNanos = nowNanos;
		boolean first = sender.window.accept(sequence);
		if (!sender.lags()) {
			this.lags.end(session);
		}
		return first;
	}

	/** Notes how far another node is: this node has to get there, too. */
	void learn(Position position, long nowNanos) {
		long session = position.session().value();
		Sender sender = sender(session, nowNanos);
		sender.learned = Math.max(sender.learned, position.sequence());
		if (sender.lags()) {
			this.lags.begin(session, nowNanos);
		}
	}

	/** Notes how far another node was before anybody listened here. */
	void skip(Position position, long nowNanos) {
		Sender sender = sender(position.session().value(), nowNanos);
		sender.skipped = Math.max(sender.skipped, position.sequence());
		learn(position, nowNanos);
	}

	/**
	 * Notes how far a session is that comes in: of one that was not heard of nothing is
	 * missed.
	 */
	void introduce(Position position, long nowNanos) {
		if (position.sequence() > last(position.session().value())) {
			if (last(position.session().value()) == 0) {
				skip(position, nowNanos);
			}
			else {
				learn(position, nowNanos);
			}
		}
	}

	/** Returns after which positions to ask other nodes now. */
	List<Position> due(long nowNanos) {
		List<Position> due = new ArrayList<>();
		for (long session : this.lags.due(nowNanos)) {
			due.add(new Position(new SessionId(session), sender(session, nowNanos).settled()));
		}
		return due;
	}

	/** Returns what could not be had for so long that nobody is to wait for it. */
	List<Gap> giveUp(String room, long nowNanos) {
		List<Gap> gaps = new ArrayList<>();
		for (long session : this.lags.giveUp(nowNanos, this.patience)) {
			Sender sender = sender(session, nowNanos);
			gaps.add(new Gap(room, new SessionId(session), sender.settled() + 1, sender.learned));
			sender.skipped = sender.learned;
		}
		return gaps;
	}

	/** Returns how far this node has seen those who were heard within the window. */
	List<Position> seen(Collection<SessionId> sessions, long nowNanos) {
		List<Position> seen = new ArrayList<>();
		for (SessionId session : sessions) {
			Sender sender = this.senders.get(session.value());
			if (sender != null && sender.window.highest() > 0 && nowNanos - sender.seenNanos < this.windowNanos) {
				seen.add(new Position(session, sender.window.highest()));
			}
		}
		return seen;
	}

	/** Returns the last sequence that anybody is known to have, 0 for none. */
	long last(long session) {
		Sender sender = this.senders.get(session);
		return (sender != null) ? sender.last() : 0;
	}

	/** Tells whether a message of a sender has come within the patience. */
	boolean isSpeaking(long session, long nowNanos) {
		Sender sender = this.senders.get(session);
		return sender != null && sender.window.highest() > 0 && nowNanos - sender.seenNanos < this.patience.toNanos();
	}

	/** Returns what was seen here without a hole, up to the highest sequence. */
	@Nullable Received received(long session) {
		Sender sender = this.senders.get(session);
		return (sender != null && sender.window.highest() > 0)
				? new Received(sender.window.wholeSince(), sender.window.highest()) : null;
	}

	List<Position> positions() {
		List<Position> positions = new ArrayList<>(this.senders.size());
		this.senders.forEach((session, sender) -> positions.add(new Position(new SessionId(session), sender.last())));
		return positions;
	}

	/** Returns the positions of those who were heard last. */
	List<Position> latest(int count) {
		if (this.senders.size() <= count) {
			return positions();
		}
		return this.senders.entrySet()
			.stream()
			.sorted(Comparator.comparingLong((entry) -> -entry.getValue().heardNanos))
			.limit(count)
			.map((entry) -> new Position(new SessionId(entry.getKey()), entry.getValue().last()))
			.toList();
	}

	private Sender sender(long session, long nowNanos) {
		Sender sender = this.senders.computeIfAbsent(session, (key) -> {
			this.account.bookkeeping(SENDER_BYTES);
			return new Sender();
		});
		sender.heardNanos = nowNanos;
		return sender;
	}

	int count() {
		return this.senders.size();
	}

	/** Returns of how many senders messages are known to be missing. */
	int lagging() {
		return (int) this.senders.values().stream().filter(Sender::lags).count();
	}

	/** Forgets all of them. */
	void clear() {
		this.account.bookkeeping(-(long) SENDER_BYTES * this.senders.size());
		this.senders.clear();
	}

	private void sweep(long nowNanos) {
		if (nowNanos - this.sweptNanos >= this.keepNanos) {
			this.sweptNanos = nowNanos;
			this.senders.entrySet().removeIf((entry) -> {
				boolean old = nowNanos - entry.getValue().heardNanos >= this.keepNanos
						&& !this.isMember.test(entry.getKey());
				if (old) {
					this.account.bookkeeping(-SENDER_BYTES);
					this.lags.end(entry.getKey());
				}
				return old;
			});
		}
	}

	private static final class Sender {

		private final SequenceWindow window = new SequenceWindow();

		private long learned;

		/** Nobody here waits for what comes before. */
		private long skipped;

		private long heardNanos;

		/** When a message of it was seen. */
		private long seenNanos;

		private long settled() {
			return Math.max(this.window.highest(), this.skipped);
		}

		private boolean lags() {
			return this.learned > settled();
		}

		private long last() {
			return Math.max(this.window.highest(), this.learned);
		}

	}

}
