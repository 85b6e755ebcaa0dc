package dev.perigee.webtransport;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What arrives from the network, as a {@code Flux} for one subscriber: emitted
 * synchronously on the event loop while there is demand, kept in a bounded queue
 * otherwise. Items that nobody will take go to {@code discard}. Requests and cancellation
 * may come from any thread; all other methods, and all fields but one, are confined to
 * the event loop.
 */
final class InboundQueue<T> extends Flux<T> implements Subscription {

	private final EventLoop eventLoop;

	private final int capacity;

	private final Consumer<? super T> discard;

	/** Safe from any thread. */
	private final AtomicBoolean subscribed = new AtomicBoolean();

	private final Queue<T> waiting = new ArrayDeque<>();

	private final Source source;

	private @Nullable CoreSubscriber<? super T> subscriber;

	private long demand;

	private boolean emitting;

	private boolean ended;

	private @Nullable Throwable failure;

	/** Terminated or cancelled: nothing more may reach the subscriber. */
	private boolean silent;

	InboundQueue(EventLoop eventLoop, int capacity, Consumer<? super T> discard) {
		this(eventLoop, capacity, discard, new Source() {
		});
	}

	InboundQueue(EventLoop eventLoop, int capacity, Consumer<? super T> discard, Source source) {
		this.eventLoop = eventLoop;
		this.capacity = capacity;
		this.discard = discard;
		this.source = source;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		if (!this.subscribed.compareAndSet(false, true)) {
			Operators.error(actual, new IllegalStateException("Allows one subscriber only"));
			return;
		}
		boolean running = EventLoopTask.run(this.eventLoop, () -> {
			this.subscriber = actual;
			actual.onSubscribe(this);
			drain();
		});
		if (!running) {
			Operators.error(actual, new IllegalStateException("The event loop is shut down"));
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			EventLoopTask.run(this.eventLoop, () -> {
				this.demand = Operators.addCap(this.demand, n);
				drain();
				if (hasDemand() && !this.emitting) {
					this.source.demanded();
				}
			});
		}
	}

	@Override
	public void cancel() {
		EventLoopTask.run(this.eventLoop, () -> {
			if (!this.silent) {
				this.silent = true;
				discardWaiting();
				this.source.cancelled();
			}
		});
	}

	/**
	 * Whether the subscriber waits for more.
	 */
	boolean hasDemand() {
		return this.demand > 0 && !this.ended && !this.silent && this.waiting.isEmpty();
	}

	/**
	 * Whether nothing waits for the subscriber.
	 */
	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Takes ownership of {@code item} unless the queue is full.
	 * @return {@code false} when it is full and the item still the caller's
	 */
	boolean offer(T item) {
		if (this.silent || this.ended) {
			this.discard.accept(item);
			return true;
		}
		if (this.subscriber != null && this.demand > 0 && this.waiting.isEmpty() && !this.emitting) {
			emit(this.subscriber, item);
			drain();
			return true;
		}
		return this.waiting.size() < this.capacity && this.waiting.add(item);
	}

	/**
	 * Discards the item that has waited longest.
	 */
	void discardOldest() {
		T oldest = this.waiting.poll();
		if (oldest != null) {
			this.discard.accept(oldest);
		}
	}

	/**
	 * Completes the subscriber after it has taken what waits.
	 */
	void complete() {
		this.ended = true;
		drain();
	}

	/**
	 * Fails the subscriber now; what waits is discarded. Nothing happens when all was
	 * received and only the subscriber is missing.
	 */
	void fail(Throwable error) {
		if (!this.ended || !this.waiting.isEmpty()) {
			this.ended = true;
			this.failure = error;
			discardWaiting();
			drain();
		}
	}

	/**
	 * Completes the subscriber now; what waits is discarded.
	 */
	void completeNow() {
		discardWaiting();
		complete();
	}

	private void drain() {
		CoreSubscriber<? super T> target = this.subscriber;
		if (target == null || this.emitting) {
			return;
		}
		while (this.demand > 0 && !this.silent && !this.waiting.isEmpty()) {
			emit(target, this.waiting.remove());
		}
		if (this.ended && !this.silent && this.waiting.isEmpty()) {
			this.silent = true;
			if (this.failure != null) {
				target.onError(this.failure);
			}
			else {
				target.onComplete();
			}
			this.source.ended();
		}
	}

	private void emit(CoreSubscriber<? super T> target, T item) {
		if (this.demand != Long.MAX_VALUE) {
			this.demand--;
		}
		this.emitting = true;
		try {
			target.onNext(item);
		}
		finally {
			this.emitting = false;
		}
	}

	private void discardWaiting() {
		for (T item = this.waiting.poll(); item != null; item = this.waiting.poll()) {
			this.discard.accept(item);
		}
	}

	/** Where the items come from. Called on the event loop. */
	interface Source {

		/** There is demand that the queue cannot serve. */
		default void demanded() {
		}

		/** The subscriber wants nothing more. */
		default void cancelled() {
		}

		/** The subscriber has taken everything and knows how it ended. */
		default void ended() {
		}

	}

}
