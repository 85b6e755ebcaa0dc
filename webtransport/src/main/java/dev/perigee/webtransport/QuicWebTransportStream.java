package dev.perigee.webtransport;

import java.nio.channels.ClosedChannelException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A stream on its QUIC channel. All fields are confined to the event loop.
 */
final class QuicWebTransportStream implements WebTransportStream {

	private final QuicWebTransportSession session;

	private final QuicStreamChannel channel;

	private final InboundQueue<ByteBuf> inbound;

	private @Nullable StreamSender sender;

	private boolean inputOpen;

	private boolean outputOpen;

	QuicWebTransportStream(QuicWebTransportSession session, QuicStreamChannel channel) {
		this.session = session;
		this.channel = channel;
		this.inputOpen = isBidirectional() || !isLocal();
		this.outputOpen = isBidirectional() || isLocal();
		// bounded by reading on demand: a read brings one buffer
		this.inbound = new InboundQueue<>(channel.eventLoop(), Integer.MAX_VALUE, ByteBuf::release, new Input());
	}

	/**
	 * Takes over the channel: from here on it is read on demand only. On the event loop.
	 */
	void attach() {
		this.channel.config().setAutoRead(false);
		this.channel.pipeline().addLast("webtransport-stream", new Traffic());
		this.channel.closeFuture().addListener(closed -> forgetWhenOver());
		if (!this.inputOpen) {
			this.inbound.complete();
		}
	}

	@Override
	public long id() {
		return this.channel.streamId();
	}

	@Override
	public WebTransportSession session() {
		return this.session;
	}

	@Override
	public boolean isBidirectional() {
		return this.channel.type() == QuicStreamType.BIDIRECTIONAL;
	}

	@Override
	public boolean isLocal() {
		return this.channel.isLocalCreated();
	}

	@Override
	public QuicStreamChannel channel() {
		return this.channel;
	}

	@Override
	public Flux<ByteBuf> receive() {
		return this.inbound;
	}

	@Override
	public Mono<Void> send(Publisher<? extends ByteBuf> data) {
		return send(data, false);
	}

	@Override
	public Mono<Void> sendAndFinish(Publisher<? extends ByteBuf> data) {
		return send(data, true);
	}

	private Mono<Void> send(Publisher<? extends ByteBuf> data, boolean finishing) {
		return Mono.create(sink -> {
			if (!EventLoopTask.run(this.channel.eventLoop(), () -> start(data, finishing, sink))) {
				sink.error(new StreamStoppedException(id(), new ClosedChannelException()));
			}
		});
	}

	private void start(Publisher<? extends ByteBuf> data, boolean finishing, MonoSink<Void> sink) {
		if (this.sender != null) {
			sink.error(new IllegalStateException("One send at a time on stream " + id()));
			return;
		}
		if (!this.channel.isActive()) {
			sink.error(new StreamStoppedException(id(), new ClosedChannelException()));
			return;
		}
		StreamSender started = new StreamSender(this.channel, finishing, sink, this::sendEnded);
		this.sender = started;
		sink.onCancel(started::cancel);
		data.subscribe(started);
	}

	private void sendEnded() {
		StreamSender ended = this.sender;
		this.sender = null;
		if (ended != null && ended.isOutputOver()) {
			outputEnded();
		}
	}

	@Override
	public Mono<Void> finish() {
		// within the read loop it would wait for more acknowledgements, and could be lost
		return Mono.create(sink -> this.channel.eventLoop()
			.execute(() -> this.channel.write(QuicStreamFrame.EMPTY_FIN).addListener(written -> {
				if (written.isSuccess()) {
					outputEnded();
					sink.success();
				}
				else {
					sink.error(new StreamStoppedException(id(), written.cause()));
				}
			})));
	}

	@Override
	public void reset(long code) {
		long http3Code = ErrorCodes.toHttp3(code);
		EventLoopTask.run(this.channel.eventLoop(), () -> {
			if (this.outputOpen) {
				StreamAbort.reset(this.channel, http3Code);
				outputEnded();
			}
		});
	}

	@Override
	public void stopSending(long code) {
		long http3Code = ErrorCodes.toHttp3(code);
		EventLoopTask.run(this.channel.eventLoop(), () -> {
			if (this.inputOpen) {
				StreamAbort.stopSending(this.channel, http3Code);
				this.inbound.completeNow();
				inputEnded();
			}
		});
	}

	/**
	 * Aborts both directions because the session is gone. On the event loop.
	 */
	void abandon(Throwable cause, int http3Code) {
		if (this.channel.isActive()) {
			this.channel.shutdown(http3Code);
		}
		this.inbound.fail(cause);
		this.inputOpen = false;
		this.outputOpen = false;
		stopSender(cause);
		this.channel.close();
	}

	private void inputEnded() {
		this.inputOpen = false;
		closeWhenDone();
	}

	private void outputEnded() {
		this.outputOpen = false;
		closeWhenDone();
	}

	private void closeWhenDone() {
		if (!this.inputOpen && !this.outputOpen) {
			this.channel.close();
		}
		forgetWhenOver();
	}

	/**
	 * Until the subscriber has taken what it will, the session must know of the stream to
	 * release what waits.
	 */
	private void forgetWhenOver() {
		if (!this.channel.isOpen() && this.inbound.isEmpty()) {
			this.session.forget(this);
		}
	}

	private void stopSender(Throwable cause) {
		StreamSender current = this.sender;
		if (current != null) {
			current.streamClosed(cause);
		}
	}

	/** What the subscriber of the input does to the stream. */
	private final class Input implements InboundQueue.Source {

		@Override
		public void demanded() {
			QuicWebTransportStream.this.channel.read();
		}

		@Override
		public void cancelled() {
			stopSending(0);
		}

		@Override
		public void ended() {
			inputEnded();
		}

	}

	/** The last handler of the stream's pipeline but for those of the application. */
	private final class Traffic extends ChannelDuplexHandler {

		/**
		 * What is written to a stream that QUIC has forgotten, Netty would keep until the
		 * session ends: it takes it for one that is blocked.
		 */
		@Override
		public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
			ctx.write(message, promise);
			if (!ctx.channel().isWritable() && StreamAbort.isForgotten(QuicWebTransportStream.this.channel)) {
				ctx.channel().close();
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			QuicWebTransportStream.this.inbound.offer((ByteBuf) message);
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext ctx) {
			if (QuicWebTransportStream.this.inbound.hasDemand()) {
				ctx.read();
			}
			ctx.fireChannelReadComplete();
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event == ChannelInputShutdownReadComplete.INSTANCE) {
				QuicWebTransportStream.this.inbound.complete();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			QuicWebTransportStream.this.inbound.fail(translate(cause));
			QuicWebTransportStream.this.channel.closeFuture()
				.addListener(closed -> StreamAbort.forget(QuicWebTransportStream.this.channel));
			inputEnded();
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			Throwable cause = QuicWebTransportStream.this.session.endCause();
			if (!QuicWebTransportStream.this.channel.isInputShutdown()) {
				QuicWebTransportStream.this.inbound.fail(cause);
			}
			stopSender(cause);
		}

		private Throwable translate(Throwable cause) {
			if (cause instanceof QuicStreamResetException reset) {
				return new StreamResetException(id(), ErrorCodes.toApplication(reset.applicationProtocolCode()), cause);
			}
			return new ConnectionLostException(QuicWebTransportStream.this.session.request().url(),
					String.valueOf(cause));
		}

	}

}
