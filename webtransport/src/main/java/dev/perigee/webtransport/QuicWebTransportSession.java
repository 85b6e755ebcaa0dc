package dev.perigee.webtransport;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * A session on its CONNECT stream. Fields are confined to the event loop unless they say
 * otherwise.
 */
final class QuicWebTransportSession implements WebTransportSession, CapsuleParser.Listener {

	private final ConnectionHandler connection;

	private final QuicStreamChannel connectStream;

	private final WebTransportRequest request;

	private final CapsuleParser capsules;

	private final InboundQueue<ByteBuf> inboundDatagrams;

	private final DatagramSender datagramSender;

	private final InboundQueue<WebTransportStream> incomingStreams;

	private final Set<QuicWebTransportStream> streams = new HashSet<>();

	/** Safe from any thread. */
	private final AtomicLong droppedInboundDatagrams = new AtomicLong();

	/** Safe from any thread. */
	private final Sinks.One<SessionClose> closed = Sinks.one();

	/** Safe from any thread. */
	private final Sinks.Empty<Void> draining = Sinks.empty();

	/** Written on the event loop, read from any thread. */
	private volatile @Nullable SessionClose sessionClose;

	/** Safe from any thread. */
	private final AtomicBoolean flushRequested = new AtomicBoolean();

	QuicWebTransportSession(ConnectionHandler connection, QuicStreamChannel connectStream,
			WebTransportRequest request) {
		WebTransportLimits limits = connection.limits();
		this.connection = connection;
		this.connectStream = connectStream;
		this.request = request;
		this.capsules = new CapsuleParser(limits.maxCapsuleBytes(), this);
		this.datagramSender = new DatagramSender(connection.channel(), connectStream.streamId(),
				limits.outboundDatagrams());
		this.inboundDatagrams = new InboundQueue<>(eventLoop(), limits.inboundDatagrams(), ByteBuf::release);
		this.incomingStreams = new InboundQueue<>(eventLoop(), limits.incomingStreams(),
				stream -> ((QuicWebTransportStream) stream).abandon(
						new StreamStoppedException(stream.id(), new IllegalStateException("Nobody takes the stream")),
						ErrorCodes.BUFFERED_STREAM_REJECTED));
	}

	@Override
	public long id() {
		return this.connectStream.streamId();
	}

	@Override
	public WebTransportRequest request() {
		return this.request;
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.connection.channel().remoteSocketAddress();
	}

	@Override
	public EventLoop eventLoop() {
		return this.connectStream.eventLoop();
	}

	@Override
	public ByteBufAllocator alloc() {
		return this.connectStream.alloc();
	}

	@Override
	public Flux<ByteBuf> datagrams() {
		return this.inboundDatagrams;
	}

	@Override
	public int maxDatagramSize() {
		return Math.max(0, this.connection.maxDatagramSize() - this.datagramSender.prefixLength());
	}

	@Override
	public ByteBuf datagramBuffer(int payloadBytes) {
		return this.datagramSender.buffer(alloc(), payloadBytes);
	}

	@Override
	public boolean sendDatagram(ByteBuf payload) {
		int size = payload.readableBytes();
		int maxSize = maxDatagramSize();
		if (size > maxSize || maxSize == 0) {
			payload.release();
			throw new DatagramTooLargeException(size, maxSize);
		}
		boolean accepted = this.datagramSender.enqueue(payload);
		if (accepted && this.flushRequested.compareAndSet(false, true)) {
			EventLoopTask.run(eventLoop(), () -> this.connection.flushSoon(this));
		}
		return accepted;
	}

	@Override
	public long droppedInboundDatagrams() {
		return this.droppedInboundDatagrams.get();
	}

	@Override
	public long droppedOutboundDatagrams() {
		return this.datagramSender.dropped();
	}

	@Override
	public Mono<WebTransportStream> openBidirectional() {
		return open(QuicStreamType.BIDIRECTIONAL);
	}

	@Override
	public Mono<WebTransportStream> openUnidirectional() {
		return open(QuicStreamType.UNIDIRECTIONAL);
	}

	private Mono<WebTransportStream> open(QuicStreamType type) {
		return Mono.create(sink -> {
			if (!EventLoopTask.run(eventLoop(), () -> createStream(type, sink))) {
				sink.error(endCause());
			}
		});
	}

	private void createStream(QuicStreamType type, MonoSink<WebTransportStream> sink) {
		SessionClose ended = this.sessionClose;
		if (ended != null) {
			sink.error(new SessionClosedException(ended));
			return;
		}
		if (this.connection.channel().peerAllowedStreams(type) < 1) {
			sink.error(new StreamLimitException(type));
			return;
		}
		this.connection.channel()
			.createStream(type, new OnDemandReading())
			.addListener((Future<QuicStreamChannel> created) -> {
				if (created.isSuccess()) {
					QuicStreamChannel channel = created.getNow();
					channel.write(StreamSignal.encode(channel.alloc(), type, id()));
					sink.success(track(channel));
				}
				else {
					sink.error(new ConnectionLostException(this.request.url(), String.valueOf(created.cause())));
				}
			});
	}

	@Override
	public Flux<WebTransportStream> incomingStreams() {
		return this.incomingStreams;
	}

	@Override
	public void trust() {
		EventLoopTask.run(eventLoop(), this.connection::trust);
	}

	@Override
	public Mono<Void> close(int code, String reason) {
		byte[] text = Capsules.encodeReason(reason);
		SessionClose local = new SessionClose(Integer.toUnsignedLong(code), reason, SessionClose.Origin.LOCAL);
		EventLoopTask.run(eventLoop(), () -> {
			if (this.sessionClose == null) {
				terminate(local);
				this.connectStream.writeAndFlush(new DefaultHttp3DataFrame(Capsules.close(alloc(), code, text)));
				endConnectStream();
			}
		});
		return Mono.create(sink -> this.connectStream.closeFuture().addListener(closed -> sink.success()));
	}

	@Override
	public Mono<SessionClose> closed() {
		return this.closed.asMono();
	}

	@Override
	public void drain() {
		EventLoopTask.run(eventLoop(), () -> {
			if (this.sessionClose == null) {
				this.connectStream.writeAndFlush(new DefaultHttp3DataFrame(Capsules.drain(alloc())));
			}
		});
	}

	@Override
	public Mono<Void> draining() {
		return this.draining.asMono();
	}

	QuicStreamChannel connectStream() {
		return this.connectStream;
	}

	/**
	 * Takes a stream that the peer opened. On the event loop.
	 */
	void accept(QuicStreamChannel channel) {
		WebTransportStream stream = track(channel);
		if (!this.incomingStreams.offer(stream)) {
			((QuicWebTransportStream) stream).abandon(
					new StreamStoppedException(stream.id(), new IllegalStateException("Too many streams wait")),
					ErrorCodes.BUFFERED_STREAM_REJECTED);
		}
	}

	private QuicWebTransportStream track(QuicStreamChannel channel) {
		QuicWebTransportStream stream = new QuicWebTransportStream(this, channel);
		this.streams.add(stream);
		stream.attach();
		return stream;
	}

	void forget(QuicWebTransportStream stream) {
		this.streams.remove(stream);
	}

	/**
	 * Takes a received payload and its ownership. On the event loop.
	 */
	void datagramReceived(ByteBuf payload) {
		if (!this.inboundDatagrams.offer(payload)) {
			this.inboundDatagrams.discardOldest();
			this.droppedInboundDatagrams.incrementAndGet();
			this.inboundDatagrams.offer(payload);
		}
	}

	/**
	 * Hands queued datagrams to QUIC without a flush. On the event loop.
	 */
	void writeDatagrams() {
		this.flushRequested.set(false);
		this.datagramSender.write();
	}

	/**
	 * Takes bytes of the CONNECT stream, which the caller releases. On the event loop.
	 */
	void capsuleBytesReceived(ByteBuf data) {
		try {
			this.capsules.parse(data);
		}
		catch (MalformedCapsuleException ex) {
			terminate(new SessionClose(0, String.valueOf(ex.getMessage()), SessionClose.Origin.CONNECTION));
			this.connectStream.shutdown(ErrorCodes.H3_MESSAGE_ERROR);
			this.connectStream.close();
		}
	}

	@Override
	public void closeReceived(long code, String reason) {
		// before the CONNECT stream ends, which may end the session in its own way
		terminate(new SessionClose(code, reason, SessionClose.Origin.PEER));
		endConnectStream();
	}

	@Override
	public void drainReceived() {
		this.draining.tryEmitEmpty();
	}

	/**
	 * The peer ended the CONNECT stream, which without a capsule means code 0. On the
	 * event loop.
	 */
	void connectStreamFinished() {
		if (this.sessionClose == null) {
			terminate(new SessionClose(0, "", SessionClose.Origin.PEER));
			endConnectStream();
		}
	}

	/**
	 * The CONNECT stream is over in both directions. When neither side said why, the
	 * connection did it. On the event loop.
	 */
	void connectStreamClosed() {
		connectionLost(this.connection.closeReason());
	}

	/**
	 * The CONNECT stream or the connection is gone. On the event loop.
	 */
	void connectionLost(String reason) {
		terminate(new SessionClose(0, reason, SessionClose.Origin.CONNECTION));
	}

	/**
	 * Returns why nothing works any more on this session's streams.
	 */
	Throwable endCause() {
		SessionClose ended = this.sessionClose;
		return (ended != null) ? new SessionClosedException(ended)
				: new ConnectionLostException(this.request.url(), "the stream was closed");
	}

	private void terminate(SessionClose how) {
		if (this.sessionClose != null) {
			return;
		}
		this.sessionClose = how;
		this.connection.sessionEnded(this);
		this.datagramSender.close();
		SessionClosedException cause = new SessionClosedException(how);
		for (QuicWebTransportStream stream : new ArrayList<>(this.streams)) {
			stream.abandon(cause, ErrorCodes.SESSION_GONE);
		}
		this.inboundDatagrams.completeNow();
		this.incomingStreams.completeNow();
		this.closed.tryEmitValue(how);
		this.draining.tryEmitEmpty();
	}

	private void endConnectStream() {
		// QUIC can lose an empty end of stream that is written inside of its read loop
		eventLoop().execute(this.connectStream::shutdownOutput);
		Future<?> timeout = eventLoop().schedule((Runnable) this.connectStream::close,
				this.connection.limits().closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
		this.connectStream.closeFuture().addListener(closed -> timeout.cancel(false));
	}

}
