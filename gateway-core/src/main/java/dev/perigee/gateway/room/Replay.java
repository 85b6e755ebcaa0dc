package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Position;

/**
 * The messages that a client has missed, put together from several rings. One thread at a
 * time.
 */
final class Replay {

	private final String room;

	private final List<Wanted> wanted = new ArrayList<>();

	Replay(String room) {
		this.room = room;
	}

	/**
	 * Adds a sender.
	 * @param after what the client has
	 * @param last the last sequence that anybody is known to have
	 * @param kept what the own ring has
	 */
	void want(Position after, long last, NavigableMap<Long, EncodedFrame> kept) {
		this.wanted.add(new Wanted(after, Math.max(last, after.sequence()), kept));
	}

	/** Adds a message of another node's ring. */
	void add(long sender, long sequence, EncodedFrame frame) {
		for (Wanted one : this.wanted) {
			if (one.after.session().value() == sender && sequence > one.after.sequence()) {
				one.frames.putIfAbsent(sequence, frame);
			}
		}
	}

	/** Returns the senders of whom messages are missing. */
	List<Position> incomplete() {
		return this.wanted.stream().filter((one) -> !gaps(one).isEmpty()).map((one) -> one.after).toList();
	}

	/** Returns all messages found, sender by sender. */
	List<EncodedFrame> found() {
		return this.wanted.stream().flatMap((one) -> one.frames.values().stream()).toList();
	}

	/**
	 * Returns all messages found and a GAP for each run that was not, sender by sender.
	 */
	List<EncodedFrame> result() {
		List<EncodedFrame> result = new ArrayList<>();
		for (Wanted one : this.wanted) {
			gaps(one).forEach((gap) -> result.add(EncodedFrame.of(gap)));
			result.addAll(one.frames.values());
		}
		return result;
	}

	private List<Gap> gaps(Wanted one) {
		List<Gap> gaps = new ArrayList<>();
		long next = one.after.sequence() + 1;
		for (long sequence : one.frames.keySet()) {
			if (sequence > next) {
				gaps.add(new Gap(this.room, one.after.session(), next, sequence - 1));
			}
			next = sequence + 1;
		}
		// after the last possible sequence the next one overflows
		if (next > 0 && next <= one.last) {
			gaps.add(new Gap(this.room, one.after.session(), next, one.last));
		}
		return gaps;
	}

	private static final class Wanted {

		private final Position after;

		private final long last;

		private final TreeMap<Long, EncodedFrame> frames;

		private Wanted(Position after, long last, NavigableMap<Long, EncodedFrame> kept) {
			this.after = after;
			this.last = last;
			this.frames = new TreeMap<>(kept);
		}

	}

}
