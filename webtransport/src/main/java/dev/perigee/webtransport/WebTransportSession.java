package dev.perigee.webtransport;

import java.net.SocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A WebTransport session. Methods may be called from any thread; everything is emitted on
 * {@link #eventLoop()}, which must not be blocked. A session ends by {@link #close} of
 * either side or with its connection; {@link #closed()} tells in every case.
 */
public interface WebTransportSession {

	/**
	 * Returns the session id: the id of its CONNECT stream, unique within the connection.
	 */
	long id();

	/**
	 * Returns the request that opened the session; at a client, the request it sent.
	 */
	WebTransportRequest request();

	/**
	 * Returns the peer's current address, which changes when the peer changes networks.
	 */
	@Nullable SocketAddress remoteAddress();

	EventLoop eventLoop();

	ByteBufAllocator alloc();

	/**
	 * Returns the payloads of received datagrams, for one subscriber, who releases each.
	 * Emitted synchronously in the read loop while there is demand; otherwise the newest
	 * ones wait in a bounded queue and the oldest are dropped and counted. Completes when
	 * the session ends.
	 */
	Flux<ByteBuf> datagrams();

	/**
	 * Returns the most bytes that {@link #sendDatagram} takes on this connection; 0 when
	 * the peer takes no datagrams.
	 */
	int maxDatagramSize();

	/**
	 * Returns a buffer with room in front of its payload for what the session puts there,
	 * so that {@link #sendDatagram} need not copy.
	 */
	ByteBuf datagramBuffer(int payloadBytes);

	/**
	 * Queues a datagram and takes ownership of it. All datagrams of one turn of the event
	 * loop leave in one flush, at the end of the read loop when called from within it. A
	 * full queue drops its oldest datagram and counts it. A received datagram and a
	 * {@link #datagramBuffer} are sent without a copy.
	 * @return {@code false} when the session has ended and the payload was dropped
	 * @throws DatagramTooLargeException when it has more than {@link #maxDatagramSize()}
	 * bytes; the payload is released
	 */
	boolean sendDatagram(ByteBuf payload);

	/**
	 * Returns the number of datagrams that this session's own queues have dropped.
	 */
	default long droppedDatagrams() {
		return droppedInboundDatagrams() + droppedOutboundDatagrams();
	}

	/**
	 * Returns how many received datagrams were dropped for want of demand.
	 */
	long droppedInboundDatagrams();

	/**
	 * Returns how many datagrams were dropped from the full outbound queue. What the
	 * network or the QUIC library below drops is not known to anyone.
	 */
	long droppedOutboundDatagrams();

	/**
	 * Opens a stream in both directions.
	 * @return fails with {@link StreamLimitException} or {@link SessionClosedException}
	 */
	Mono<WebTransportStream> openBidirectional();

	/**
	 * Opens a stream that only this side writes.
	 * @return fails with {@link StreamLimitException} or {@link SessionClosedException}
	 */
	Mono<WebTransportStream> openUnidirectional();

	/**
	 * Returns the streams that the peer opens, of both types, for one subscriber. Without
	 * demand a bounded number waits; further ones are reset. Completes when the session
	 * ends.
	 */
	Flux<WebTransportStream> incomingStreams();

	/**
	 * Says that the peer is known: from here on its connection may send more than
	 * {@link WebTransportLimits#strangerBytes()} to a server.
	 */
	void trust();

	/**
	 * Ends the session: streams are reset and the peer gets code and reason. Acts at
	 * once, without subscription.
	 * @param code unsigned 32 bits
	 * @param reason at most 1024 bytes of UTF-8
	 * @return completes when the peer has acknowledged, the connection is gone, or the
	 * close timeout has passed
	 */
	Mono<Void> close(int code, String reason);

	/**
	 * Returns how the session ended, as soon as it does, for any number of subscribers.
	 * Never fails.
	 */
	Mono<SessionClose> closed();

	/**
	 * Asks the peer to finish its work and leave (DRAIN capsule); nothing else changes.
	 */
	void drain();

	/**
	 * Completes when the peer asks this side to drain; never fails, and completes as well
	 * when the session ends.
	 */
	Mono<Void> draining();

}
