package dev.perigee.gateway.wt;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import dev.perigee.webtransport.SessionClose;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A WebTransport session as a client's connection. The first bidirectional stream that
 * the client opens carries the frames in order; datagrams, and unidirectional streams of
 * one message each, carry those that may be lost.
 */
final class SessionConnection implements ClientConnection {

	private static final SocketAddress UNKNOWN = new SocketAddress() {
		@Override
		public String toString() {
			return "unknown";
		}
	};

	/**
	 * Closing a session resets its streams, and with them what has not arrived: the last
	 * frames, which say why, get this time.
	 */
	private static final Duration CLOSE_DELAY = Duration.ofMillis(100);

	/** So much of messages on streams of their own may be on its way to a client. */
	private static final int MAX_EXPIRING_BYTES = 512 * 1024;

	private final WebTransportSession session;

	private final int maxMessageBytes;

	/** Confined to the event loop. */
	private boolean closing;

	/** Confined to the event loop. */
	private int expiringBytes;

	/** Confined to the event loop; the client has not opened it while it is null. */
	private @Nullable WebTransportStream sessionStream;

	SessionConnection(WebTransportSession session, int maxMessageBytes) {
		this.session = session;
		this.maxMessageBytes = maxMessageBytes;
	}

	/**
	 * Gives everything that the client sends to a handler, until the session ends.
	 * @param handler the gateway's side
	 * @return completes when the session has ended and the handler knows
	 */
	Mono<Void> serve(ConnectionHandler handler) {
		this.session.datagrams().subscribe((datagram) -> {
			try {
				handler.onDatagram(datagram);
			}
			finally {
				datagram.release();
			}
		});
		ExpiringMessages messages = new ExpiringMessages(handler, this.maxMessageBytes);
		this.session.incomingStreams().subscribe((stream) -> {
			if (stream.isBidirectional()) {
				open(stream, handler);
			}
			else {
				messages.receive(stream);
			}
		});
		return this.session.closed().doOnNext((close) -> handler.onClosed(isNormal(close))).then();
	}

	private static boolean isNormal(SessionClose close) {
		return close.isClean() && (close.code() == 0 || close.code() == CloseCode.NORMAL.number());
	}

	private void open(WebTransportStream stream, ConnectionHandler handler) {
		if (this.sessionStream != null) {
			stream.reset(CloseCode.UNEXPECTED_FRAME.number());
			stream.stopSending(CloseCode.UNEXPECTED_FRAME.number());
		}
		else {
			this.sessionStream = stream;
			stream.channel().pipeline().addLast(new WritabilityListener(handler));
			handler.onWritabilityChanged();
			stream.receive().subscribe((bytes) -> {
				try {
					handler.onBytes(bytes);
				}
				finally {
					bytes.release();
				}
			}, (failure) -> this.session.close(CloseCode.PROTOCOL_ERROR.number(), "session stream: reset"),
					() -> this.session.close(CloseCode.NORMAL.number(), "session stream: end"));
		}
	}

	@Override
	public Transport transport() {
		return Transport.WEBTRANSPORT;
	}

	@Override
	public EventExecutor eventLoop() {
		return this.session.eventLoop();
	}

	@Override
	public ByteBufAllocator alloc() {
		return this.session.alloc();
	}

	@Override
	public SocketAddress remoteAddress() {
		return Objects.requireNonNullElse(this.session.remoteAddress(), UNKNOWN);
	}

	/** Until the client opens the session stream there is nowhere to write to. */
	@Override
	public boolean isWritable() {
		WebTransportStream stream = this.sessionStream;
		return stream != null && stream.channel().isWritable();
	}

	@Override
	public int maxDatagramBytes() {
		return this.session.maxDatagramSize();
	}

	@Override
	public void write(ByteBuf frames) {
		WebTransportStream stream = this.sessionStream;
		if (stream == null || this.closing) {
			frames.release();
		}
		else {
			stream.channel().write(frames, stream.channel().voidPromise());
		}
	}

	@Override
	public boolean writeDatagram(ByteBuf frames) {
		long dropped = this.session.droppedOutboundDatagrams();
		return this.session.sendDatagram(frames) && this.session.droppedOutboundDatagrams() == dropped;
	}

	@Override
	public boolean writeExpiring(ByteBuf frame, Duration timeToLive) {
		int bytes = frame.readableBytes();
		if (this.expiringBytes + bytes > MAX_EXPIRING_BYTES) {
			frame.release();
			return false;
		}
		this.expiringBytes += bytes;
		this.session.openUnidirectional().subscribe((stream) -> {
			ScheduledFuture<?> expiry = this.session.eventLoop()
				.schedule(() -> stream.reset(CloseCode.NORMAL.number()), timeToLive.toNanos(), TimeUnit.NANOSECONDS);
			stream.sendAndFinish(Mono.just(frame)).doFinally((signal) -> {
				expiry.cancel(false);
				this.expiringBytes -= bytes;
			}).subscribe(null, (failure) -> {
				// the client takes no more of it: what may be lost is lost
			});
		}, (failure) -> {
			frame.release();
			this.expiringBytes -= bytes;
		});
		return true;
	}

	@Override
	public void flush() {
		WebTransportStream stream = this.sessionStream;
		if (stream != null) {
			stream.channel().flush();
		}
	}

	@Override
	public void authenticated() {
		this.session.trust();
	}

	@Override
	public void close(CloseCode code, String reason) {
		if (!this.closing) {
			this.closing = true;
			eventLoop().schedule(() -> this.session.close(code.number(), reason), CLOSE_DELAY.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	/** Sits at the end of the session stream's pipeline. */
	private static final class WritabilityListener extends ChannelInboundHandlerAdapter {

		private final ConnectionHandler handler;

		private WritabilityListener(ConnectionHandler handler) {
			this.handler = handler;
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext ctx) {
			this.handler.onWritabilityChanged();
		}

	}

}
