package dev.perigee.webtransport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one QUIC connection. Stands in front of HTTP/3, takes datagrams and
 * bidirectional streams out of its sight, and gives everything to the session it belongs
 * to. Fields are confined to the event loop unless they say otherwise.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

	private static final int ENDED_SESSIONS_KEPT = 32;

	private final QuicChannel channel;

	private final WebTransportLimits limits;

	private final StrangerWatch stranger;

	private final Promise<Http3Settings> peerSettings;

	private final LongObjectMap<QuicWebTransportSession> sessions = new LongObjectHashMap<>();

	/** The last few, oldest first: what still arrives for them is late, not early. */
	private final Set<Long> endedSessions = new LinkedHashSet<>();

	private final EarlyArrivals<StreamPrefixDecoder> earlyStreams;

	private final EarlyArrivals<ByteBuf> earlyDatagrams;

	private final Queue<QuicWebTransportSession> unflushed = new ArrayDeque<>();

	private @Nullable ChannelHandlerContext context;

	/** Written on the event loop, read from any thread. */
	private volatile int maxDatagramSize;

	private boolean reading;

	private String closeReason = "";

	ConnectionHandler(QuicChannel channel, WebTransportLimits limits) {
		this.channel = channel;
		this.limits = limits;
		this.stranger = new StrangerWatch(channel, limits.strangerBytes());
		this.peerSettings = channel.eventLoop().newPromise();
		long earlyMillis = limits.earlyTimeout().toMillis();
		this.earlyStreams = new EarlyArrivals<>(channel.eventLoop(), limits.earlyStreams(), earlyMillis,
				stream -> stream.reject(ErrorCodes.BUFFERED_STREAM_REJECTED));
		this.earlyDatagrams = new EarlyArrivals<>(channel.eventLoop(), limits.earlyDatagrams(), earlyMillis,
				ByteBuf::release);
	}

	QuicChannel channel() {
		return this.channel;
	}

	WebTransportLimits limits() {
		return this.limits;
	}

	/**
	 * Returns the most bytes of a QUIC datagram, the session's prefix included; 0 when
	 * the peer takes none. Safe from any thread.
	 */
	int maxDatagramSize() {
		return this.maxDatagramSize;
	}

	/**
	 * Returns the peer's HTTP/3 settings, when they have come. Fails when the connection
	 * ends first.
	 */
	Future<Http3Settings> peerSettings() {
		return this.peerSettings;
	}

	boolean hasRoomForSession() {
		return this.sessions.size() < this.limits.maxSessions();
	}

	/**
	 * Returns what is known about the end of the connection.
	 */
	String closeReason() {
		return this.closeReason.isEmpty() ? "the connection ended or timed out" : this.closeReason;
	}

	/**
	 * Bounds what the peer may send until somebody trusts it.
	 */
	void distrust() {
		this.stranger.start();
	}

	void trust() {
		this.stranger.stop();
	}

	void settingsReceived(Http3Settings settings) {
		this.peerSettings.trySuccess(settings);
	}

	void sessionOpened(QuicWebTransportSession session) {
		this.sessions.put(session.id(), session);
	}

	/**
	 * Gives a new session what arrived before it.
	 */
	void deliverEarlyArrivals(QuicWebTransportSession session) {
		this.earlyDatagrams.claim(session.id(), session::datagramReceived);
		this.earlyStreams.claim(session.id(), stream -> stream.deliver(session));
	}

	void sessionEnded(QuicWebTransportSession session) {
		this.sessions.remove(session.id());
		this.endedSessions.add(session.id());
		if (this.endedSessions.size() > ENDED_SESSIONS_KEPT) {
			this.endedSessions.remove(this.endedSessions.iterator().next());
		}
	}

	/**
	 * Sends the session's datagrams at the end of the read loop, or else of this turn of
	 * the event loop.
	 */
	void flushSoon(QuicWebTransportSession session) {
		boolean scheduled = !this.unflushed.isEmpty();
		this.unflushed.add(session);
		if (!this.reading && !scheduled) {
			this.channel.eventLoop().execute(this::flush);
		}
	}

	private void flush() {
		if (this.unflushed.isEmpty()) {
			return;
		}
		for (QuicWebTransportSession session = this.unflushed.poll(); session != null; session = this.unflushed
			.poll()) {
			session.writeDatagrams();
		}
		this.channel.flush();
	}

	/**
	 * Hands a stream that is not WebTransport's to HTTP/3.
	 */
	void requestStreamOpened(QuicStreamChannel stream) {
		ChannelHandlerContext ctx = this.context;
		if (ctx != null) {
			ctx.fireChannelRead(stream);
		}
	}

	/**
	 * Gives a stream to its session, now or when the session opens.
	 */
	void streamArrived(long sessionId, StreamPrefixDecoder stream) {
		QuicWebTransportSession session = this.sessions.get(sessionId);
		if (session != null) {
			stream.deliver(session);
		}
		else if (this.endedSessions.contains(sessionId)) {
			stream.reject(ErrorCodes.SESSION_GONE);
		}
		else if (isSessionId(sessionId)) {
			this.earlyStreams.park(sessionId, stream);
		}
		else {
			stream.reject(ErrorCodes.BUFFERED_STREAM_REJECTED);
		}
	}

	private void datagramArrived(ByteBuf datagram) {
		long quarterStreamId = Varint.read(datagram);
		if (quarterStreamId == Varint.INCOMPLETE || quarterStreamId > Varint.MAX_VALUE / 4) {
			datagram.release();
			return;
		}
		long sessionId = quarterStreamId * 4;
		QuicWebTransportSession session = this.sessions.get(sessionId);
		if (session != null) {
			session.datagramReceived(datagram);
		}
		else if (this.endedSessions.contains(sessionId)) {
			datagram.release();
		}
		else {
			this.earlyDatagrams.park(sessionId, datagram);
		}
	}

	/**
	 * A session's stream is one that a client opened in both directions.
	 */
	private static boolean isSessionId(long streamId) {
		return streamId % 4 == 0;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		this.reading = true;
		if (message instanceof ByteBuf datagram) {
			datagramArrived(datagram);
		}
		else if (message instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.BIDIRECTIONAL) {
			stream.pipeline().addFirst(StreamPrefixDecoder.bidirectional(this, stream));
			ctx.channel().eventLoop().register(stream);
		}
		else {
			ctx.fireChannelRead(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.reading = false;
		flush();
		ctx.fireChannelReadComplete();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof QuicDatagramExtensionEvent datagrams) {
			this.maxDatagramSize = datagrams.maxLength();
		}
		else if (event instanceof QuicConnectionCloseEvent close) {
			this.closeReason = "the peer closed it with error 0x" + Integer.toHexString(close.error()) + " "
					+ new String(close.reason(), StandardCharsets.UTF_8);
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		String reason = closeReason();
		for (QuicWebTransportSession session : new ArrayList<>(this.sessions.values())) {
			session.connectionLost(reason);
		}
		this.earlyStreams.clear();
		this.earlyDatagrams.clear();
		this.peerSettings.tryFailure(new IllegalStateException(reason));
		ctx.fireChannelInactive();
	}

}
