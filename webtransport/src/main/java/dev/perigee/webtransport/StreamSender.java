package dev.perigee.webtransport;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
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
 * asked for beyond what QUIC has taken: a QUIC stream's writability flips to true
 * whenever one queued write completes, so only completed writes tell that there is room.
 * Signals may come from any thread, writes happen on the event loop.
 */
final class StreamSender implements CoreSubscriber<ByteBuf>, ChannelFutureListener {

	private static final int BATCH = 16;

	private final QuicStreamChannel channel;

	private final MonoSink<Void> sink;

	/** Whether the end of the publisher is the end of the stream. */
	private final boolean finishing;

	private final Runnable whenEnded;

	/** Filled by the publisher, emptied on the event loop. */
	private final Queue<ByteBuf> pending = Queues.<ByteBuf>get(BATCH).get();

	private final AtomicInteger drains = new AtomicInteger();

	private volatile @Nullable Subscription upstream;

	private volatile boolean upstreamDone;

	private volatile @Nullable Throwable upstreamFailure;

	private volatile boolean cancelled;

	/** Asked for and not yet received. Confined to the event loop. */
	private int requested = BATCH;

	/** Received and not yet taken by QUIC. Confined to the event loop. */
	private int unwritten;

	/** Confined to the event loop. */
	private boolean ended;

	/** Confined to the event loop. */
	private boolean finWritten;

	/** Confined to the event loop. */
	private boolean writeFailed;

	StreamSender(QuicStreamChannel channel, boolean finishing, MonoSink<Void> sink, Runnable whenEnded) {
		this.channel = channel;
		this.finishing = finishing;
		this.sink = sink;
		this.whenEnded = whenEnded;
	}

	/**
	 * Whether nothing more can be written to the stream. On the event loop.
	 */
	boolean isOutputOver() {
		return this.finWritten || this.writeFailed;
	}

	@Override
	public Context currentContext() {
		return Operators.enableOnDiscard(Context.of(this.sink.contextView()), ReferenceCountUtil::safeRelease);
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
		end(new StreamStoppedException(this.channel.streamId(), cause));
		schedule();
	}

	private void schedule() {
		if (this.drains.getAndIncrement() != 0) {
			return;
		}
		// the end of the stream often follows the last buffer within the same read loop
		if (!this.finishing && this.channel.eventLoop().inEventLoop()) {
			drain();
		}
		else {
			this.channel.eventLoop().execute(this::drain);
		}
	}

	private void drain() {
		int missed = this.drains.get();
		do {
			if (this.cancelled) {
				end(null);
			}
			writePending();
			missed = this.drains.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void writePending() {
		// read before the queue: once it is set, the queue holds all that is left
		boolean done = this.upstreamDone;
		Throwable failure = this.upstreamFailure;
		boolean finish = this.finishing && done && failure == null;
		ByteBuf buffer = this.pending.poll();
		while (buffer != null) {
			ByteBuf next = this.pending.poll();
			this.requested--;
			write(buffer, finish && next == null);
			buffer = next;
		}
		if (finish && !this.finWritten) {
			write(Unpooled.EMPTY_BUFFER, true);
		}
		if (this.ended) {
			return;
		}
		if (done && (this.unwritten == 0 || failure != null)) {
			end(failure);
		}
		else if (!done && this.requested + this.unwritten <= BATCH / 2) {
			request(BATCH - this.requested - this.unwritten);
		}
	}

	private void write(ByteBuf buffer, boolean fin) {
		if (this.ended) {
			ReferenceCountUtil.safeRelease(buffer);
			return;
		}
		this.unwritten++;
		this.finWritten = fin;
		this.channel.write(fin ? new DefaultQuicStreamFrame(buffer, true) : buffer).addListener(this);
	}

	private void request(int count) {
		Subscription subscription = this.upstream;
		if (subscription != null) {
			this.requested += count;
			subscription.request(count);
		}
	}

	@Override
	public void operationComplete(ChannelFuture write) {
		this.unwritten--;
		if (write.isSuccess()) {
			schedule();
		}
		else {
			this.writeFailed = true;
			streamClosed(write.cause());
		}
	}

	private void end(@Nullable Throwable error) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.whenEnded.run();
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
