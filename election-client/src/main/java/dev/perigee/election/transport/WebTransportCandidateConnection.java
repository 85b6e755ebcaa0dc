package dev.perigee.election.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.webtransport.SessionClose;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import reactor.core.publisher.Mono;

/**
 * An open WebTransport session: frames on the session stream, probes and small unreliable
 * messages as datagrams, larger unreliable messages on streams of their own.
 */
final class WebTransportCandidateConnection implements CandidateConnection {

	private static final int PROBE_BYTES = 32;

	private static final long SESSION_END_MILLIS = 500;

	/**
	 * How long a message that may be lost holds a stream, if the gateway does not read.
	 */
	private static final long TIME_TO_LIVE_MILLIS = 1_000;

	private final WebTransportSession session;

	private final FrameBatch outbound;

	private final FrameReader reader;

	private final Runnable onDrop;

	/** Confined to the event loop. */
	private boolean closing;

	private WebTransportCandidateConnection(WebTransportSession session, Channel stream, ConnectionListener listener,
			LongSupplier clock, Runnable onDrop) {
		this.session = session;
		this.onDrop = onDrop;
		this.outbound = new FrameBatch(stream, stream::writeAndFlush);
		this.reader = new FrameReader(this, listener, clock);
	}

	static WebTransportCandidateConnection open(WebTransportSession session, WebTransportStream stream,
			ConnectionListener listener, LongSupplier clock, Runnable onDrop) {
		WebTransportCandidateConnection connection = new WebTransportCandidateConnection(session, stream.channel(),
				listener, clock, onDrop);
		session.datagrams().subscribe(connection::onDatagram);
		session.incomingStreams().subscribe(connection::onIncomingStream);
		session.closed().subscribe((close) -> listener.onClosed(describe(close)));
		connection.read(stream)
			.subscribe(null, (failure) -> connection.onStreamEnd("failed: " + failure.getMessage()),
					() -> connection.onStreamEnd("has ended"));
		return connection;
	}

	@Override
	public void send(Frame frame) {
		this.session.eventLoop().execute(() -> {
			if (this.closing) {
				return;
			}
			if (frame instanceof Frame.Probe && this.session.maxDatagramSize() >= PROBE_BYTES) {
				ByteBuf datagram = this.session.datagramBuffer(PROBE_BYTES);
				FrameEncoder.encode(frame, datagram);
				this.session.sendDatagram(datagram);
			}
			else if (frame instanceof Frame.Publish publish && publish.deliveryClass() == DeliveryClass.UNRELIABLE) {
				sendUnreliable(publish);
			}
			else {
				this.outbound.add(frame);
			}
		});
	}

	@Override
	public void close(CloseCode code, String reason) {
		this.session.eventLoop().execute(() -> {
			if (!this.closing) {
				this.outbound.flush();
				this.closing = true;
				this.session.close(code.number(), reason);
			}
		});
	}

	private void sendUnreliable(Frame.Publish publish) {
		ByteBuf encoded = FrameEncoder.encode(publish, this.session.alloc());
		if (encoded.readableBytes() <= this.session.maxDatagramSize()) {
			this.session.sendDatagram(encoded);
			return;
		}
		this.session.openUnidirectional().subscribe((stream) -> sendExpiring(stream, encoded), (failure) -> {
			encoded.release();
			this.onDrop.run();
		});
	}

	private void sendExpiring(WebTransportStream stream, ByteBuf message) {
		ScheduledFuture<?> expiry = this.session.eventLoop()
			.schedule(() -> stream.reset(CloseCode.NORMAL.number()), TIME_TO_LIVE_MILLIS, TimeUnit.MILLISECONDS);
		stream.sendAndFinish(Mono.just(message))
			.doFinally((signal) -> expiry.cancel(false))
			.subscribe(null, (failure) -> this.onDrop.run());
	}

	private void onDatagram(ByteBuf datagram) {
		try {
			this.reader.message(datagram);
		}
		finally {
			datagram.release();
		}
	}

	private void onIncomingStream(WebTransportStream stream) {
		read(stream).onErrorComplete().subscribe();
	}

	private Mono<Void> read(WebTransportStream stream) {
		FrameAccumulator accumulator = new FrameAccumulator(this.session.alloc(), this.reader);
		return stream.receive().doOnNext(accumulator::add).doFinally((signal) -> accumulator.release()).then();
	}

	/** The session's own end may be right behind, and it knows the reason. */
	private void onStreamEnd(String how) {
		this.session.eventLoop()
			.schedule(() -> close(CloseCode.PROTOCOL_ERROR, "the session stream " + how), SESSION_END_MILLIS,
					TimeUnit.MILLISECONDS);
	}

	private static ConnectionClose describe(SessionClose close) {
		return (close.origin() == SessionClose.Origin.PEER) ? ConnectionClose.byGateway(close.code(), close.reason())
				: ConnectionClose.broken(close.reason().isEmpty() ? "connection lost" : close.reason());
	}

}
