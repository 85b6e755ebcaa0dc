package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.SessionId;

/**
 * How far each sender of a room is: seen here, or said by other nodes. A sender that is
 * silent for twice the replay window is forgotten. Knows no clock; confined to its room's
 * lock.
 */
final class Senders {

	private final Map<Long, Sender> senders = new HashMap<>();

	private final long keepNanos;

	private long sweptNanos;

	Senders(Duration replayWindow, long nowNanos) {
		this.keepNanos = 2 * replayWindow.toNanos();
		this.sweptNanos = nowNanos;
	}

	/**
	 * Notes a reliable message.
	 * @return whether it is seen for the first time
	 */
	boolean accept(long session, long sequence, long nowNanos) {
		sweep(nowNanos);
		return sender(session, nowNanos).window.accept(sequence);
	}

	/** Notes how far another node is. */
	void learn(Position position, long nowNanos) {
		Sender sender = sender(position.session().value(), nowNanos);
		sender.learned = Math.max(sender.learned, position.sequence());
	}

	/** Returns the last sequence that anybody is known to have, 0 for none. */
	long last(long session) {
		Sender sender = this.senders.get(session);
		return (sender != null) ? sender.last() : 0;
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
		Sender sender = this.senders.computeIfAbsent(session, (key) -> new Sender());
		sender.heardNanos = nowNanos;
		return sender;
	}

	private void sweep(long nowNanos) {
		if (nowNanos - this.sweptNanos >= this.keepNanos) {
			this.sweptNanos = nowNanos;
			this.senders.values().removeIf((sender) -> nowNanos - sender.heardNanos >= this.keepNanos);
		}
	}

	private static final class Sender {

		private final SequenceWindow window = new SequenceWindow();

		private long learned;

		private long heardNanos;

		private long last() {
			return Math.max(this.window.highest(), this.learned);
		}

	}

}
