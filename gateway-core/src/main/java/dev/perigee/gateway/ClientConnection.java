package dev.perigee.gateway;

import java.net.SocketAddress;
import java.time.Duration;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;

/**
 * A client's connection, as a transport gives it to the gateway. All methods but
 * {@link #eventLoop()} are called on that event loop; none blocks. Every buffer that is
 * passed in belongs to the connection from then on, also when it can't be sent.
 */
public interface ClientConnection {

	/**
	 * Returns what carries the connection.
	 * @return the transport
	 */
	Transport transport();

	/**
	 * Returns the one thread that owns the connection.
	 * @return the event loop
	 */
	EventExecutor eventLoop();

	/**
	 * Returns where outbound buffers come from.
	 * @return the allocator
	 */
	ByteBufAllocator alloc();

	/**
	 * Returns the client's address.
	 * @return the address, for logs at DEBUG only
	 */
	SocketAddress remoteAddress();

	/**
	 * Tells whether the transport takes more at the moment. When it does again,
	 * {@link ConnectionHandler#onWritabilityChanged()} is called.
	 * @return {@code false} above the transport's high-water mark
	 */
	boolean isWritable();

	/**
	 * Returns how long a datagram may be.
	 * @return bytes, 0 when the transport has no datagrams
	 */
	int maxDatagramBytes();

	/**
	 * Writes whole frames in order and reliably, without a flush.
	 * @param frames one or more frames
	 */
	void write(ByteBuf frames);

	/**
	 * Sends whole frames that may be lost.
	 * @param frames at most {@link #maxDatagramBytes()} of frames
	 * @return {@code false} when they, or older ones in their place, were dropped at once
	 */
	boolean writeDatagram(ByteBuf frames);

	/**
	 * Sends one frame that no datagram holds and that is worthless later. Called only
	 * when {@link #maxDatagramBytes()} is not 0.
	 * @param frame one frame
	 * @param timeToLive after this time what is unsent is dropped
	 * @return {@code false} when it was dropped at once, as too much is on its way
	 */
	boolean writeExpiring(ByteBuf frame, Duration timeToLive);

	/**
	 * Sends what was written.
	 */
	void flush();

	/**
	 * Says that the client has shown a token that is good: what a transport allows to
	 * strangers within bounds only, it may do from here on.
	 */
	default void authenticated() {
		// most transports know no difference
	}

	/**
	 * Closes the connection after what was written. Later calls have no effect.
	 * @param code why
	 * @param reason for a person; names no secret
	 */
	void close(CloseCode code, String reason);

}
