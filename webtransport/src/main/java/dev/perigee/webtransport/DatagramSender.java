package dev.perigee.webtransport;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import org.jspecify.annotations.Nullable;

/**
 * The outbound datagrams of one session, from any thread to the next flush. Needed
 * because QUIC's own queue drops without telling anyone.
 */
final class DatagramSender {

	private final QuicChannel connection;

	private final long quarterStreamId;

	private final int prefixLength;

	private final int capacity;

	private final AtomicLong dropped = new AtomicLong();

	/** Guarded by this. */
	private final Queue<ByteBuf> queue = new ArrayDeque<>();

	/** Guarded by this. */
	private boolean closed;

	DatagramSender(QuicChannel connection, long sessionId, int capacity) {
		this.connection = connection;
		this.quarterStreamId = sessionId / 4;
		this.prefixLength = Varint.length(this.quarterStreamId);
		this.capacity = capacity;
	}

	int prefixLength() {
		return this.prefixLength;
	}

	long dropped() {
		return this.dropped.get();
	}

	ByteBuf buffer(ByteBufAllocator alloc, int payloadBytes) {
		ByteBuf buffer = alloc.directBuffer(this.prefixLength + payloadBytes);
		return buffer.setIndex(this.prefixLength, this.prefixLength);
	}

	/**
	 * Takes ownership of {@code payload}.
	 * @return {@code false} when the session is closed
	 */
	boolean enqueue(ByteBuf payload) {
		ByteBuf datagram = prefixed(payload);
		ByteBuf oldest = null;
		boolean accepted;
		synchronized (this) {
			accepted = !this.closed;
			if (accepted) {
				oldest = (this.queue.size() == this.capacity) ? this.queue.poll() : null;
				this.queue.add(datagram);
			}
		}
		if (oldest != null) {
			this.dropped.incrementAndGet();
			oldest.release();
		}
		if (!accepted) {
			datagram.release();
		}
		return accepted;
	}

	/**
	 * Hands everything queued to QUIC without a flush. On the event loop.
	 */
	void write() {
		if (!this.connection.isActive()) {
			close();
			return;
		}
		for (ByteBuf datagram = poll(); datagram != null; datagram = poll()) {
			this.connection.write(datagram, this.connection.voidPromise());
		}
	}

	/**
	 * Releases what is queued and refuses what comes.
	 */
	void close() {
		synchronized (this) {
			this.closed = true;
		}
		for (ByteBuf datagram = poll(); datagram != null; datagram = poll()) {
			datagram.release();
		}
	}

	private synchronized @Nullable ByteBuf poll() {
		return this.queue.poll();
	}

	private ByteBuf prefixed(ByteBuf payload) {
		if (hasOwnHeadroom(payload)) {
			int start = payload.readerIndex() - this.prefixLength;
			Varint.set(payload, start, this.quarterStreamId);
			return payload.readerIndex(start);
		}
		ByteBuf datagram = buffer(payload.alloc(), payload.readableBytes());
		Varint.set(datagram, 0, this.quarterStreamId);
		datagram.writeBytes(payload).readerIndex(0);
		payload.release();
		return datagram;
	}

	/**
	 * Whether the bytes in front of the payload belong to nobody else: true for buffers
	 * of {@link #buffer} and for received datagrams, false for slices.
	 */
	private boolean hasOwnHeadroom(ByteBuf payload) {
		return payload.readerIndex() >= this.prefixLength && payload.refCnt() == 1 && payload.isDirect()
				&& payload.unwrap() == null && !payload.isReadOnly();
	}

}
