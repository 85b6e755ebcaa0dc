package dev.perigee.webtransport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One stream of a session. Methods may be called from any thread; everything is emitted
 * on the session's event loop. A stream lives until both of its directions have ended, by
 * {@link #finish()} or a reset, and at the longest as long as its session.
 */
public interface WebTransportStream {

	/**
	 * Returns the QUIC stream id, unique within the connection.
	 */
	long id();

	WebTransportSession session();

	boolean isBidirectional();

	/**
	 * Whether this side opened the stream.
	 */
	boolean isLocal();

	/**
	 * Returns the bytes the peer sends, for one subscriber, who releases each buffer.
	 * Nothing is read without demand, so a slow subscriber stalls the peer once the
	 * stream's flow-control window is full. Emission is synchronous in the read loop of
	 * the event loop. Completes at the peer's end of stream (at once on a stream that
	 * this side only writes); fails with {@link StreamResetException} when the peer
	 * resets, {@link SessionClosedException} when the session ends. Cancelling asks the
	 * peer to stop sending, with code 0.
	 */
	Flux<ByteBuf> receive();

	/**
	 * Sends every buffer of {@code data} (and releases it), taking more from the
	 * publisher only while the stream is writable. The stream stays open: end it with
	 * {@link #finish()}. One send at a time.
	 * @return completes when QUIC has taken the last buffer; fails with
	 * {@link StreamStoppedException} when the stream takes no more, or with the error of
	 * {@code data}, after which the stream is still open
	 */
	Mono<Void> send(Publisher<? extends ByteBuf> data);

	/**
	 * Does {@link #send} and ends this side's direction, if it can with the last buffer:
	 * that is when {@code data} completes in the turn of the event loop that brings it.
	 * An end that travels with data is as reliable as the data.
	 */
	Mono<Void> sendAndFinish(Publisher<? extends ByteBuf> data);

	/**
	 * Ends this side's direction of the stream after what was written before. The peer
	 * may never learn of an end that is written alone while data before it is not yet
	 * acknowledged: quiche forgets a stream whose data is acknowledged and whose other
	 * direction, if any, has ended, even if its end has still to be sent, or sent again.
	 * Prefer {@link #sendAndFinish}.
	 * @return completes when the end is written; fails with
	 * {@link StreamStoppedException}. Acts on subscription.
	 */
	Mono<Void> finish();

	/**
	 * Abandons this side's direction: the peer's {@link #receive()} fails with
	 * {@code code} (RESET_STREAM). What was written and not yet sent is dropped.
	 * @param code unsigned 32 bits
	 */
	void reset(long code);

	/**
	 * Tells the peer that its direction is of no interest any more (STOP_SENDING);
	 * {@link #receive()} completes.
	 * @param code unsigned 32 bits
	 */
	void stopSending(long code);

	/**
	 * Returns the Netty channel, for writing without a publisher a message: {@code write}
	 * and {@code flush} on its event loop. Completed writes tell how much QUIC has taken;
	 * {@code isWritable} is true again whenever one queued write completes. A handler may
	 * be added at the end of its pipeline, where it learns of changed writability and of
	 * completed reads, and of nothing else; the rest of the pipeline must stay as it is.
	 */
	QuicStreamChannel channel();

}
