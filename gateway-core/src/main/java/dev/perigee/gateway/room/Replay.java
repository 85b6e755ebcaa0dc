package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.SessionId;

/**
 * The messages that a client has missed, put together from several rings, as far as they
 * fit into a budget: what does not is neither sent nor called a gap, and the client asks
 * again. One thread at a time.
 */
final class Replay {

	/** So many senders are served by one request. */
	static final int MAX_SENDERS = 1000;

	private final String room;

	/** In the order of the request. */
	private final Map<Long, Wanted> wanted = new LinkedHashMap<>();

	private final long maxBytes;

	private long bytes;

	/**
	 * Creates an empty replay.
	 * @param room the room's name
	 * @param maxBytes how long the frames may be together
	 */
	Replay(String room, long maxBytes) {
		this.room = room;
		this.maxBytes = maxBytes;
	}

	/**
	 * Reduces a request to one position a sender, the lowest: what is sent after it
	 * answers the others as well.
	 * @return the positions of at most {@value #MAX_SENDERS} senders
	 */
	static List<Position> distinct(List<Position> after) {
		Map<SessionId, Position> lowest = new LinkedHashMap<>();
		for (Position position : after) {
			if (lowest.size() < MAX_SENDERS || lowest.containsKey(position.session())) {
				lowest.merge(position.session(), position,
						(one, other) -> (one.sequence() <= other.sequence()) ? one : other);
			}
		}
		return List.copyOf(lowest.values());
	}

	/**
	 * Adds a sender.
	 * @param after what the client has
	 * @param last the last sequence that anybody is known to have
	 * @param kept what the own ring has after it
	 * @param known whether it is known where the sender is
	 */
	void want(Position after, long last, NavigableMap<Long, EncodedFrame> kept, boolean known) {
		Wanted one = new Wanted(after, Math.max(last, after.sequence()), known);
		this.wanted.put(after.session().value(), one);
		for (Map.Entry<Long, EncodedFrame> entry : kept.entrySet()) {
			if (!keep(one, entry.getKey(), entry.getValue())) {
				return;
			}
		}
	}

	/** Adds a message of another node's ring. */
	void add(long sender, long sequence, EncodedFrame frame) {
		Wanted one = this.wanted.get(sender);
		if (one != null && sequence > one.after.sequence() && !one.frames.containsKey(sequence)) {
			keep(one, sequence, frame);
		}
	}

	/** Returns the senders of whom messages are missing. */
	List<Position> incomplete() {
		return this.wanted.values().stream().filter(Wanted::isIncomplete).map((one) -> one.after).toList();
	}

	/**
	 * Tells whether messages are missing of a sender that is not known to be anywhere:
	 * the node that it is at cannot have been asked.
	 */
	boolean isDoubtful() {
		return this.wanted.values().stream().anyMatch((one) -> !one.known && one.isIncomplete());
	}

	/** Returns all messages found, sender by sender. */
	List<EncodedFrame> found() {
		return this.wanted.values().stream().flatMap((one) -> one.answer().values().stream()).toList();
	}

	/**
	 * Returns the messages found and a GAP for each run that was not, sender by sender
	 * and in the order of the sequences, up to the budget.
	 */
	List<EncodedFrame> result() {
		Answer answer = new Answer();
		this.wanted.values().forEach((one) -> {
			long next = one.after.sequence() + 1;
			for (Map.Entry<Long, EncodedFrame> entry : one.answer().entrySet()) {
				answer.gap(one, next, entry.getKey() - 1);
				answer.add(entry.getValue());
				next = entry.getKey() + 1;
			}
			// after the last possible sequence the next one overflows
			if (next > 0) {
				answer.gap(one, next, one.end());
			}
		});
		return answer.frames;
	}

	/** Returns whether the budget allows for it. */
	private boolean keep(Wanted one, long sequence, EncodedFrame frame) {
		if (this.bytes + frame.size() > this.maxBytes) {
			one.horizon = Math.min(one.horizon, sequence - 1);
			return false;
		}
		this.bytes += frame.size();
		one.frames.put(sequence, frame);
		return true;
	}

	/** Ends for good with the first frame that does not fit. */
	private final class Answer {

		private final List<EncodedFrame> frames = new ArrayList<>();

		private long left = Replay.this.maxBytes;

		private void gap(Wanted one, long from, long to) {
			if (from <= to && this.left > 0) {
				add(EncodedFrame.of(new Gap(Replay.this.room, one.after.session(), from, to)));
			}
		}

		private void add(EncodedFrame frame) {
			if (frame.size() <= this.left) {
				this.left -= frame.size();
				this.frames.add(frame);
			}
			else {
				this.left = 0;
			}
		}

	}

	private static final class Wanted {

		private final Position after;

		private final long last;

		private final boolean known;

		private final TreeMap<Long, EncodedFrame> frames = new TreeMap<>();

		/** Nothing is said about what comes after it: the budget had no place. */
		private long horizon = Long.MAX_VALUE;

		private Wanted(Position after, long last, boolean known) {
			this.after = after;
			this.last = last;
			this.known = known;
		}

		private NavigableMap<Long, EncodedFrame> answer() {
			return this.frames.headMap(this.horizon, true);
		}

		private long end() {
			return Math.min(this.last, this.horizon);
		}

		private boolean isIncomplete() {
			return this.frames.headMap(end(), true).size() < end() - this.after.sequence();
		}

	}

}
