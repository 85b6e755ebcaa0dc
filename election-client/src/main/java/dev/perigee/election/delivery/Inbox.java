package dev.perigee.election.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The messages of one room as they arrive, made into what was sent: in order by sender,
 * none repeated, and none missing without a word. Not safe for use by several threads.
 *
 * @param <M> a message
 */
public final class Inbox<M> {

	private final Limits limits;

	private final ToIntFunction<M> size;

	private final Map<Long, SenderStream<M>> reliable = new HashMap<>();

	private final Map<Long, Long> newest = new HashMap<>();

	/** Where a sender of whom nothing is known begins. */
	private long unknown = SenderStream.UNKNOWN;

	/** When a sender left the room; its stream is kept for late repetitions. */
	private final Map<Long, Long> leftAtNanos = new HashMap<>();

	/**
	 * Creates an empty inbox.
	 * @param limits its bounds
	 * @param size the bytes of a message
	 */
	public Inbox(Limits limits, ToIntFunction<M> size) {
		this.limits = limits;
		this.size = size;
	}

	/**
	 * Takes a reliable message.
	 * @param sender the sending session
	 * @param sequence its number
	 * @param message the message
	 * @return what may be handed on now: nothing for a repetition or behind a gap
	 */
	public Released<M> reliable(long sender, long sequence, M message) {
		SenderStream<M> stream = stream(sender);
		if (stream.hasSeen(sequence)) {
			return Released.nothing();
		}
		stream.add(sequence, message, this.size.applyAsInt(message));
		return (stream.waitingBytes() > this.limits.maxBytes()) ? stream.abandon(sender) : stream.release();
	}

	/**
	 * Tells whether a reliable message is a repetition.
	 * @param sender the sending session
	 * @param sequence its number
	 * @return {@code true} when it has been taken already
	 */
	public boolean hasSeen(long sender, long sequence) {
		return stream(sender).hasSeen(sequence);
	}

	/**
	 * Takes an unreliable message.
	 * @param sender the sending session
	 * @param sequence its number
	 * @return {@code false} when a newer one has been handed on already
	 */
	public boolean unreliable(long sender, long sequence) {
		if (sequence <= this.newest.getOrDefault(sender, 0L)) {
			return false;
		}
		this.newest.put(sender, sequence);
		return true;
	}

	/**
	 * Takes the positions of the first {@code JOINED}: what was sent before is none of
	 * ours.
	 * @param positions the last sequence by sender
	 * @param complete whether whoever is not named has sent nothing so far
	 */
	public void begin(Map<Long, Long> positions, boolean complete) {
		positions.forEach(this::begin);
		if (complete) {
			this.unknown = 0;
		}
	}

	/**
	 * Takes where a sender stands who comes in; of one that is known already it says
	 * nothing new.
	 * @param sender the session
	 * @param sequence the last sequence of before
	 */
	public void begin(long sender, long sequence) {
		this.reliable.computeIfAbsent(sender, (key) -> new SenderStream<>(sequence));
	}

	/**
	 * Takes the positions of a {@code JOINED} after a move: what was sent in between has
	 * to be asked for, at once even if it was asked for over the former connection.
	 * @param positions the last sequence by sender
	 */
	public void resume(Map<Long, Long> positions) {
		this.reliable.values().forEach(SenderStream::forgetAsks);
		positions.forEach((sender, sequence) -> stream(sender).expectUpTo(sequence));
	}

	/**
	 * Takes the gateway's word that messages can't be had any more.
	 * @param missing which
	 * @return what was waiting behind them, and what of them was really still missing
	 */
	public Released<M> gap(Missing missing) {
		return stream(missing.sender()).skip(missing);
	}

	/**
	 * Notes that a sender left the room or is back.
	 * @param sender the session
	 * @param present whether it is in the room
	 * @param nowNanos the client's clock
	 */
	public void presence(long sender, boolean present, long nowNanos) {
		if (present) {
			this.leftAtNanos.remove(sender);
		}
		else {
			this.leftAtNanos.put(sender, nowNanos);
		}
	}

	/**
	 * Looks for gaps. To be called after each change, every second or so, and while there
	 * is a gap every {@link Limits#pauseNanos()}.
	 * @param nowNanos the client's clock
	 * @return the last sequence had of each sender whose messages have to be sent again;
	 * each gap is asked for again when the answer has paused, or has not come
	 */
	public Map<Long, Long> replayDue(long nowNanos) {
		forgetLongGone(nowNanos);
		Map<Long, Long> due = new HashMap<>();
		this.reliable.forEach((sender, stream) -> {
			if (stream.isReplayDue(nowNanos, this.limits)) {
				due.put(sender, stream.last());
			}
		});
		return due;
	}

	/**
	 * Tells whether no message is known to be missing.
	 * @return {@code true} when there is no gap
	 */
	public boolean isCaughtUp() {
		return this.reliable.values().stream().noneMatch(SenderStream::hasGap);
	}

	/**
	 * Gives up gaps that were asked for often enough without an answer.
	 * @return what was waiting behind them, and what is lost
	 */
	public Released<M> abandonUnanswered() {
		List<M> messages = new ArrayList<>();
		List<Missing> lost = new ArrayList<>();
		this.reliable.forEach((sender, stream) -> {
			if (stream.isUnanswered(this.limits)) {
				Released<M> released = stream.abandon(sender);
				messages.addAll(released.messages());
				lost.addAll(released.lost());
			}
		});
		return new Released<>(messages, lost);
	}

	private SenderStream<M> stream(long sender) {
		return this.reliable.computeIfAbsent(sender, (key) -> new SenderStream<>(this.unknown));
	}

	private void forgetLongGone(long nowNanos) {
		this.leftAtNanos.entrySet().removeIf((left) -> {
			boolean gone = nowNanos - left.getValue() > this.limits.forgetNanos();
			if (gone) {
				this.reliable.remove(left.getKey());
				this.newest.remove(left.getKey());
			}
			return gone;
		});
	}

	/**
	 * The bounds of an inbox.
	 *
	 * @param maxBytes how much of one sender may wait behind a gap
	 * @param askAgainNanos how long an answer to a replay request may take to begin
	 * @param pauseNanos how long it may pause without being over
	 * @param maxAsks how often a gap is asked for before it counts as lost
	 * @param forgetNanos how long a sender that left is remembered
	 */
	public record Limits(int maxBytes, long askAgainNanos, long pauseNanos, int maxAsks, long forgetNanos) {

		/** What gateways and their rings are made for. */
		public static final Limits DEFAULT = new Limits(1024 * 1024, Duration.ofSeconds(1).toNanos(),
				Duration.ofMillis(100).toNanos(), 15, Duration.ofMinutes(1).toNanos());

	}

	/**
	 * Messages that were sent and can't be had.
	 *
	 * @param sender the sending session
	 * @param from the first
	 * @param to the last
	 */
	public record Missing(long sender, long from, long to) {
	}

	/**
	 * What one step lets out.
	 *
	 * @param <M> a message
	 * @param messages in order
	 * @param lost what is missing between them
	 */
	public record Released<M>(List<M> messages, List<Missing> lost) {

		static <M> Released<M> nothing() {
			return new Released<>(List.of(), List.of());
		}

	}

}
