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
	 * @param timeout how long {@link Question#done()} waits at most
	 * @param listener takes each node's whole answer, on the bus's thread, in its order
	 * among the node's other messages
	 * @return the question
	 */
	Question open(Set<Long> asked, Duration timeout, AnswerListener listener) {
		Question question = new Question(this.lastNumber.incrementAndGet(), asked, listener);
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
		return this.open.containsKey(question.number()) && !question.answered;
	}

	/**
	 * Takes a part of an answer. Called on the bus's thread.
	 * @param number the question's
	 * @param part an {@code ANSWER_PART} or {@code ANSWER_END}
	 * @throws ProtocolException when its frames are malformed
	 */
	void answered(long number, Envelope part) throws ProtocolException {
		Question question = this.open.get(number);
		if (question != null) {
			question.add(part);
		}
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

		private final Set<Long> missing;

		private final AnswerListener listener;

		private final CompletableFuture<Void> done = new CompletableFuture<>();

		/** Written on the bus's thread. */
		private volatile boolean answered;

		/** Confined to the bus's thread. */
		private final Map<Long, List<Frame>> parts = new HashMap<>();

		Question(long number, Set<Long> asked, AnswerListener listener) {
			this.number = number;
			this.missing = new HashSet<>(asked);
			this.listener = listener;
			if (asked.isEmpty()) {
				this.done.complete(null);
			}
		}

		long number() {
			return this.number;
		}

		/** Completes when all have answered, or the time is over; never fails. */
		CompletableFuture<Void> done() {
			return this.done;
		}

		private void giveUp() {
			this.done.complete(null);
		}

		private void add(Envelope part) throws ProtocolException {
			List<Frame> frames = this.parts.computeIfAbsent(part.origin(), (node) -> new ArrayList<>());
			while (part.hasFrames()) {
				frames.add(part.frame());
			}
			if (part.kind() == Envelope.Kind.ANSWER_END) {
				this.parts.remove(part.origin());
				this.listener.onAnswer(part.origin(), frames);
				this.missing.remove(part.origin());
				if (this.missing.isEmpty()) {
					this.answered = true;
					this.done.complete(null);
				}
			}
		}

	}

}
