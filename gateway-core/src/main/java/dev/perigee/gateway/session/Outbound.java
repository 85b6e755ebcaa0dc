package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.metrics.GatewayMetrics.Drop;
import dev.perigee.gateway.room.EncodedFrame;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way out. What is offered during a turn of the event loop leaves at its
 * end as one write of many frames and one flush; what the transport does not take waits
 * in a bounded queue. Confined to the connection's event loop.
 */
final class Outbound {

	private final ClientConnection connection;

	private final GatewayProperties.Session properties;

	private final TurnFlusher flusher;

	private final LongSupplier nanoClock;

	private final GatewayMetrics metrics;

	private final Runnable onOverflow;

	private final OutboundQueue queue;

	/** The frames of the batch that is being put together. */
	private final List<EncodedFrame> batch = new ArrayList<>();

	private boolean dirty;

	private boolean closed;

	Outbound(ClientConnection connection, GatewayProperties.Session properties, TurnFlusher flusher,
			LongSupplier nanoClock, GatewayMetrics metrics, Runnable onOverflow) {
		this.connection = connection;
		this.properties = properties;
		this.flusher = flusher;
		this.nanoClock = nanoClock;
		this.metrics = metrics;
		this.onOverflow = onOverflow;
		this.queue = new OutboundQueue(this.properties.maxQueue().toBytes(), this.properties.unreliableTtl(),
				this.metrics::dropped);
	}

	/**
	 * Queues a frame for the end of this turn. When a reliable one does not fit,
	 * everything is dropped and {@code onOverflow} runs in a turn of its own.
	 */
	void offer(EncodedFrame frame) {
		if (this.closed) {
			return;
		}
		if (!this.queue.offer(frame, this.nanoClock.getAsLong())) {
			close();
			this.connection.eventLoop().execute(this.onOverflow);
		}
		else if (!this.dirty) {
			this.dirty = true;
			this.flusher.add(this);
		}
	}

	/** Writes what the transport takes, and flushes once. */
	void flush() {
		this.dirty = false;
		boolean written = false;
		ByteBuf next = this.connection.isWritable() ? nextBatch() : null;
		while (next != null) {
			this.connection.write(next);
			written = true;
			next = this.connection.isWritable() ? nextBatch() : null;
		}
		if (this.connection.maxDatagramBytes() > 0) {
			written |= writeDatagrams();
		}
		if (written) {
			this.connection.flush();
		}
	}

	long queuedBytes() {
		return this.queue.bytes();
	}

	boolean isClosed() {
		return this.closed;
	}

	/** Drops everything, now and from now on. */
	void close() {
		this.closed = true;
		this.queue.clear();
	}

	private @Nullable ByteBuf nextBatch() {
		int maxBytes = (int) this.properties.maxBatch().toBytes();
		int bytes = 0;
		EncodedFrame frame = this.queue.pollReliable(Integer.MAX_VALUE);
		while (frame != null) {
			this.batch.add(frame);
			bytes += frame.size();
			frame = this.queue.pollReliable(maxBytes - bytes);
		}
		if (this.connection.maxDatagramBytes() == 0) {
			long now = this.nanoClock.getAsLong();
			frame = this.queue.pollUnreliable(this.batch.isEmpty() ? Integer.MAX_VALUE : maxBytes - bytes, now);
			while (frame != null) {
				this.batch.add(frame);
				bytes += frame.size();
				frame = this.queue.pollUnreliable(maxBytes - bytes, now);
			}
		}
		return takeBatch(bytes);
	}

	/** Several messages share a datagram; one that fits none goes on its own way. */
	private boolean writeDatagrams() {
		int maxBytes = this.connection.maxDatagramBytes();
		long now = this.nanoClock.getAsLong();
		boolean written = false;
		EncodedFrame frame = this.queue.pollUnreliable(Integer.MAX_VALUE, now);
		while (frame != null) {
			this.batch.add(frame);
			int bytes = frame.size();
			frame = this.queue.pollUnreliable(maxBytes - bytes, now);
			while (frame != null) {
				this.batch.add(frame);
				bytes += frame.size();
				frame = this.queue.pollUnreliable(maxBytes - bytes, now);
			}
			writeUnreliable(bytes, maxBytes);
			written = true;
			frame = this.queue.pollUnreliable(Integer.MAX_VALUE, now);
		}
		return written;
	}

	private void writeUnreliable(int bytes, int maxDatagramBytes) {
		ByteBuf frames = takeBatch(bytes);
		if (frames == null) {
			return;
		}
		if (bytes > maxDatagramBytes) {
			this.connection.writeExpiring(frames, this.properties.unreliableTtl());
		}
		else if (!this.connection.writeDatagram(frames)) {
			this.metrics.dropped(Drop.DATAGRAM);
		}
	}

	private @Nullable ByteBuf takeBatch(int bytes) {
		if (this.batch.isEmpty()) {
			return null;
		}
		ByteBuf out = this.connection.alloc().directBuffer(bytes);
		for (EncodedFrame frame : this.batch) {
			frame.writeTo(out);
		}
		this.metrics.batchOut(this.batch.size(), bytes);
		this.batch.clear();
		return out;
	}

}
