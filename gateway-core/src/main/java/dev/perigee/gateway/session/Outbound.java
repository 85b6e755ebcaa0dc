package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.metrics.GatewayMetrics.Drop;
import dev.perigee.gateway.metrics.GatewayMetrics.SlowConsumer;
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

	private final GatewayMetrics metrics;

	private final Consumer<SlowConsumer> onTooSlow;

	private final OutboundQueue queue;

	/** The frames of the batch that is being put together. */
	private final List<EncodedFrame> batch = new ArrayList<>();

	private boolean dirty;

	/** Whether somebody looks after what waits. */
	private boolean watched;

	private boolean closed;

	/** For other threads; a little behind. */
	private volatile Backlog backlog = Backlog.NONE;

	Outbound(ClientConnection connection, GatewayProperties.Session properties, TurnFlusher flusher,
			MemoryAccount account, GatewayMetrics metrics, Consumer<SlowConsumer> onTooSlow) {
		this.connection = connection;
		this.properties = properties;
		this.flusher = flusher;
		this.metrics = metrics;
		this.onTooSlow = onTooSlow;
		this.queue = new OutboundQueue(properties.maxQueue().toBytes(), properties.unreliableTtl(), account,
				metrics::dropped);
	}

	/**
	 * Queues a frame for the end of this turn. When a reliable one does not fit,
	 * everything is dropped and {@code onTooSlow} runs in a turn of its own.
	 */
	void offer(EncodedFrame frame) {
		if (this.closed) {
			return;
		}
		if (!this.queue.hasPlaceFor(frame)) {
			// who sends much within one turn does not make others slow
			flush();
		}
		if (!this.queue.offer(frame, this.flusher.turnNanos())) {
			giveUp(SlowConsumer.BYTES);
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
		if (this.queue.hasUnreliable() && this.connection.maxDatagramBytes() > 0) {
			written |= writeDatagrams();
		}
		if (written) {
			this.connection.flush();
		}
		if (!this.queue.isEmpty()) {
			keepWaiting();
		}
	}

	/**
	 * Looks at what waits: drops what has expired, and gives the client up when a
	 * reliable frame has waited for too long.
	 * @return whether anything waits
	 */
	boolean inspect() {
		long now = this.flusher.nowNanos();
		this.queue.expire(now);
		this.watched = !this.queue.isEmpty();
		this.backlog = this.watched ? this.queue.backlog(now) : Backlog.NONE;
		if (this.watched && now - this.backlog.sinceNanos() >= this.properties.maxQueueAge().toNanos()) {
			giveUp(SlowConsumer.AGE);
			this.watched = false;
		}
		return this.watched;
	}

	/** Frees what may be dropped. */
	void dropUnreliable() {
		this.metrics.shed(Step.UNRELIABLE, this.queue.dropUnreliable(Drop.MEMORY));
		this.backlog = this.queue.backlog(this.flusher.nowNanos());
	}

	/** Drops everything, and says in a turn of its own why the client is to be closed. */
	void giveUp(SlowConsumer reason) {
		if (!this.closed) {
			close();
			this.connection.eventLoop().execute(() -> this.onTooSlow.accept(reason));
		}
	}

	/** May be called from any thread. */
	Backlog backlog() {
		return this.backlog;
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
		this.backlog = Backlog.NONE;
		this.queue.clear();
	}

	private void keepWaiting() {
		this.queue.hold();
		if (!this.watched) {
			this.watched = true;
			this.flusher.slowConsumers().add(this);
		}
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
		if (this.queue.hasUnreliable() && this.connection.maxDatagramBytes() == 0) {
			long now = this.flusher.nowNanos();
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
		long now = this.flusher.nowNanos();
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
			if (!this.connection.writeExpiring(frames, this.properties.unreliableTtl())) {
				this.metrics.dropped(Drop.STREAM);
			}
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
