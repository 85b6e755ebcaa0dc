package dev.perigee.webtransport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

class InboundQueueTests {

	private final EventLoop eventLoop = new DefaultEventLoop();

	private final List<String> events = new ArrayList<>();

	private final InboundQueue<String> queue = new InboundQueue<>(this.eventLoop, 2,
			item -> this.events.add("discard " + item), new InboundQueue.Source() {

				@Override
				public void demanded() {
					InboundQueueTests.this.events.add("demanded");
				}

				@Override
				public void cancelled() {
					InboundQueueTests.this.events.add("cancelled");
				}

				@Override
				public void ended() {
					InboundQueueTests.this.events.add("ended");
				}

			});

	private final BaseSubscriber<String> subscriber = new BaseSubscriber<>() {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(String item) {
			InboundQueueTests.this.events.add(item);
		}

		@Override
		protected void hookOnComplete() {
			InboundQueueTests.this.events.add("complete");
		}

		@Override
		protected void hookOnError(Throwable error) {
			InboundQueueTests.this.events.add("error " + error.getMessage());
		}

	};

	@AfterEach
	void close() {
		this.eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void emitsWhatIsRequestedAndAsksForMore() {
		onEventLoop(() -> {
			this.queue.offer("a");
			this.queue.subscribe(this.subscriber);
			this.subscriber.request(1);
			this.subscriber.request(1);
			this.queue.offer("b");
			this.queue.offer("c");
		});
		assertThat(this.events).containsExactly("a", "demanded", "b");
	}

	@Test
	void refusesWhatExceedsItsCapacity() {
		onEventLoop(() -> {
			assertThat(this.queue.offer("a")).isTrue();
			assertThat(this.queue.offer("b")).isTrue();
			assertThat(this.queue.offer("c")).isFalse();
			this.queue.discardOldest();
			assertThat(this.queue.offer("c")).isTrue();
			this.queue.subscribe(this.subscriber);
			this.subscriber.requestUnbounded();
		});
		assertThat(this.events).containsExactly("discard a", "b", "c", "demanded");
	}

	@Test
	void completesAfterWhatWaits() {
		onEventLoop(() -> {
			this.queue.offer("a");
			this.queue.complete();
			this.queue.subscribe(this.subscriber);
			this.subscriber.request(1);
			this.queue.offer("late");
		});
		assertThat(this.events).containsExactly("a", "complete", "ended", "discard late");
	}

	@Test
	void failsAtOnceAndDiscardsWhatWaits() {
		onEventLoop(() -> {
			this.queue.offer("a");
			this.queue.complete();
			this.queue.fail(new IllegalStateException("lost"));
			this.queue.subscribe(this.subscriber);
		});
		assertThat(this.events).containsExactly("discard a", "error lost", "ended");
	}

	@Test
	void keepsCompletionWhenAllWasTaken() {
		onEventLoop(() -> {
			this.queue.complete();
			this.queue.fail(new IllegalStateException("too late"));
			this.queue.subscribe(this.subscriber);
		});
		assertThat(this.events).containsExactly("complete", "ended");
	}

	@Test
	void discardsAfterCancellation() {
		onEventLoop(() -> {
			this.queue.offer("a");
			this.queue.subscribe(this.subscriber);
			this.subscriber.cancel();
			this.queue.offer("b");
			this.queue.complete();
		});
		assertThat(this.events).containsExactly("discard a", "cancelled", "discard b");
	}

	private void onEventLoop(Runnable actions) {
		this.eventLoop.submit(actions).syncUninterruptibly();
	}

}
