package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Questions to several nodes at once. Safe for use by several threads.
 */
final class Questions {

	/**
	 * Answers that come too late to be waited for are still taken for this many times.
	 */
	private static final int LATE_FACTOR = 10;

	private final Map<Long, Question> open = new ConcurrentHashMap<>();

	private final AtomicLong lastNumber = new AtomicLong();

	private final Scheduler timer;

	Questions(Scheduler timer) {
		this.timer = timer;
	}

	/**
	 * Prepares for the answers to a question; the caller then sends it.
	 * @param asked who is expected to answer
	 * @param body the question, an envelope. To a SYNC_REQUEST an answer counts only
	 * after a mark of the same node, and is taken as a whole; others in parts
	 * @param timeout how long {@link Question#done()} waits at most
	 * @param listener takes the answers, on the bus's thread, in their order among the
	 * node's other messages
	 * @return the question
	 */
	Question open(Set<Long> asked, Envelope.Kind kind, byte[] body, Duration timeout, AnswerListener listener) {
		Question question = new Question(this.lastNumber.incrementAndGet(), asked, kind, body, listener);
		this.open.put(question.number(), question);
		this.timer.schedule(question::giveUp, timeout.toNanos(), TimeUnit.NANOSECONDS);
		this.timer.schedule(() -> this.open.remove(question.number()), timeout.toNanos() * LATE_FACTOR,
				TimeUnit.NANOSECONDS);
		return question;
	}

	/**
	 * Tells whether it makes sense to send a question again.
	 * @param question a question of these
	 * @return {@code false} when all have answered, or answers are not taken any more
	 */
	boolean isUnanswered(Question question) {
		return this.open.containsKey(question.number()) && !question.missing().isEmpty();
	}

	/** Returns a question that answers are still taken for. */
	@Nullable Question get(long number) {
		return this.open.get(number);
	}

	/** Has a node answer all questions that {@code instead} is to answer as well. */
	List<Question> extend(long instead, long node) {
		List<Question> extended = new ArrayList<>();
		this.open.values().stream().filter((question) -> question.extend(instead, node)).forEach(extended::add);
		return extended;
	}

	/**
	 * Takes an answer.
	 */
	@FunctionalInterface
	interface AnswerListener {

		void onAnswer(long node, List<Frame> frames);

	}

	/**
	 * A question on its way.
	 */
	static final class Question {

		private final long number;

		private final boolean marks;

		private final byte[] body;

		private final AnswerListener listener;

		private final CompletableFuture<Boolean> done = new CompletableFuture<>();

		/** Guarded by this. */
		private final Set<Long> missing;

		/** Nodes whose later messages on the room's subject arrive; guarded by this. */
		private final Set<Long> marked = new HashSet<>();

		/** How often a node answered without a mark; guarded by this. */
		private final Map<Long, Integer> unmarked = new HashMap<>();

		/** Confined to the bus's thread. */
		private final Map<Long, List<Frame>> parts = new HashMap<>();

		Question(long number, Set<Long> asked, Envelope.Kind kind, byte[] body, AnswerListener listener) {
			this.number = number;
			this.missing = new HashSet<>(asked);
			this.marks = kind == Envelope.Kind.SYNC_REQUEST;
			this.body = body;
			this.listener = listener;
			if (asked.isEmpty()) {
				this.done.complete(true);
			}
		}

		long number() {
			return this.number;
		}

		byte[] body() {
			return this.body;
		}

		/**
		 * Completes when all have answered or the time is over, with whether they have;
		 * never fails.
		 */
		CompletableFuture<Boolean> done() {
			return this.done;
		}

		synchronized Set<Long> missing() {
			return Set.copyOf(this.missing);
		}

		/** Notes that what a node publishes in the room from now on arrives. */
		synchronized void mark(long node) {
			this.marked.add(node);
		}

		/** Waits for a node no more. */
		void forget(long node) {
			boolean all;
			synchronized (this) {
				this.missing.remove(node);
				all = this.missing.isEmpty();
			}
			if (all) {
				this.done.complete(true);
			}
		}

		private synchronized boolean extend(long instead, long node) {
			return this.missing.contains(instead) && this.missing.add(node);
		}

		private void giveUp() {
			this.done.complete(false);
		}

		/**
		 * Takes a part of an answer. Called on the bus's thread.
		 * @param part an {@code ANSWER_PART} or {@code ANSWER_END}
		 * @return how often the node has answered without a mark, and so has to be asked
		 * again; 0 when it has not
		 * @throws ProtocolException when the frames are malformed
		 */
		int add(Envelope part) throws ProtocolException {
			long node = part.origin();
			List<Frame> frames = this.parts.computeIfAbsent(node, (key) -> new ArrayList<>());
			while (part.hasFrames()) {
				frames.add(part.frame());
			}
			boolean end = part.kind() == Envelope.Kind.ANSWER_END;
			if (end || !this.marks) {
				this.parts.remove(node);
				this.listener.onAnswer(node, frames);
			}
			if (!end) {
				return 0;
			}
			int missed = missedMarks(node);
			if (missed == 0) {
				forget(node);
			}
			return missed;
		}

		private synchronized int missedMarks(long node) {
			return (this.marks && !this.marked.contains(node)) ? this.unmarked.merge(node, 1, Integer::sum) : 0;
		}

	}

}
