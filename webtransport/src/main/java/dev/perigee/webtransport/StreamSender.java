package dev.perigee.webtransport;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Writes the buffers of one publisher to a stream. At most {@value #BATCH} buffers are
 * asked for beyond what the stream has taken; while it is not writable, none. Signals may
 * come from any thread, writes happen on the event loop.
 */
final class StreamSender implements CoreSubscriber<ByteBuf>, ChannelFutureListener {

	private static final int BATCH = 16;

	private final QuicStreamChannel channel;

	private final MonoSink<Void> sink;

	private final Runnable release;

	/** Filled by the publisher, emptied on the event loop. */
	private final Queue<ByteBuf> pending = Queues.<ByteBuf>get(BATCH).get();

	private final AtomicInteger drains = new AtomicInteger();

	private volatile @Nullable Subscription upstream;

	private volatile boolean upstreamDone;

	private volatile @Nullable Throwable upstreamFailure;

	private volatile boolean cancelled;

	/** Confined to the event loop. */
	private int taken;

	/** Confined to the event loop. */
	private int unwritten;

	/** Confined to the event loop. */
	private boolean finished;

	StreamSender(QuicStreamChannel channel, MonoSink<Void> sink, Runnable release) {
		this.channel = channel;
		this.sink = sink;
		this.release = release;
	}

	@Override
	public Context currentContext() {
		return Context.of(this.sink.contextView());
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.validate(this.upstream, subscription)) {
			this.upstream = subscription;
			if (this.cancelled) {
				subscription.cancel();
			}
			else {
				subscription.request(BATCH);
			}
		}
	}

	@Override
	public void onNext(ByteBuf buffer) {
		if (!this.pending.offer(buffer)) {
			buffer.release();
			onError(new IllegalStateException("The publisher sends more than was requested"));
			return;
		}
		schedule();
	}

	@Override
	public void onError(Throwable error) {
		this.upstreamFailure = error;
		onComplete();
	}

	@Override
	public void onComplete() {
		this.upstreamDone = true;
		schedule();
	}

	void cancel() {
		this.cancelled = true;
		schedule();
	}

	/**
	 * Ends the send because its stream has ended. On the event loop.
	 */
	void streamClosed(Throwable cause) {
		finish(new StreamStoppedException(this.channel.streamId(), cause));
		schedule();
	}

	/**
	 * Continues what a full stream held up. On the event loop.
	 */
	void writabilityChanged() {
		schedule();
	}

	private void schedule() {
		if (this.drains.getAndIncrement() != 0) {
			return;
		}
		if (this.channel.eventLoop().inEventLoop()) {
			drain();
		}
		else {
			this.channel.eventLoop().execute(this::drain);
		}
	}

	private void drain() {
		int missed = this.drains.get();
		do {
			writePending();
			missed = this.drains.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void writePending() {
		if (this.cancelled) {
			finish(null);
		}
		boolean done = this.upstreamDone;
		for (ByteBuf buffer = this.pending.poll(); buffer != null; buffer = this.pending.poll()) {
			if (this.finished) {
				ReferenceCountUtil.safeRelease(buffer);
				continue;
			}
			this.taken++;
			this.unwritten++;
			this.channel.write(buffer).addListener(this);
		}
		if (this.finished) {
			return;
		}
		if (done && (this.unwritten == 0 || this.upstreamFailure != null)) {
			finish(this.upstreamFailure);
		}
		else if (!done && this.taken > 0 && this.channel.isWritable()) {
			request();
		}
	}

	private void request() {
		Subscription subscription = this.upstream;
		int count = this.taken;
		this.taken = 0;
		if (subscription != null) {
			subscription.request(count);
		}
	}

	@Override
	public void operationComplete(ChannelFuture write) {
		this.unwritten--;
		if (write.isSuccess()) {
			if (this.unwritten == 0 && this.upstreamDone) {
				schedule();
			}
		}
		else {
			finish(new StreamStoppedException(this.channel.streamId(), write.cause()));
			schedule();
		}
	}

	private void finish(@Nullable Throwable error) {
		if (this.finished) {
			return;
		}
		this.finished = true;
		this.release.run();
		Subscription subscription = this.upstream;
		if (!this.upstreamDone && subscription != null) {
			subscription.cancel();
		}
		if (error != null) {
			this.sink.error(error);
		}
		else {
			this.sink.success();
		}
	}

}
