package dev.perigee.lab.link;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a TCP connection over a link: what was read at one end leaves at the
 * other end after its delay, in order. At most a window of bytes is under way; then the
 * reading end pauses, and TCP itself tells the sender.
 *
 * <p>
 * Confined to the link's event loop.
 */
final class DelayLine {

	/**
	 * Enough for 18 MB/s at the 230 ms of the longest round trip on Earth that is of
	 * interest here.
	 */
	private static final int WINDOW_BYTES = 4 << 20;

	private static final int SEGMENT_BYTES = 1448;

	/**
	 * The least time a TCP sender waits before it sends a lost segment again, on Linux.
	 */
	private static final long RETRANSMISSION_NANOS = 200_000_000;

	private final Deque<Parcel> parcels = new ArrayDeque<>();

	private final Link link;

	private final Runnable whenFinished;

	private final Channel source;

	private @Nullable Channel sink;

	private long lastArrivalNanos;

	private int queuedBytes;

	private boolean timerArmed;

	private boolean ended;

	private boolean finished;

	DelayLine(Link link, Channel source, Runnable whenFinished) {
		this.link = link;
		this.whenFinished = whenFinished;
		this.source = source;
	}

	/** Names the far end; nothing leaves before. */
	void sink(Channel channel) {
		this.sink = channel;
	}

	/** Nothing that is sent from now on arrives earlier than this. */
	void notBefore(long nanoTime) {
		this.lastArrivalNanos = nanoTime;
	}

	void data(ByteBuf bytes) {
		if (this.ended) {
			bytes.release();
			return;
		}
		enqueue(Kind.DATA, bytes);
	}

	/** The source sends no more. */
	void end() {
		finish(Kind.END);
	}

	/** The source is gone. */
	void reset() {
		finish(Kind.RESET);
	}

	private void finish(Kind kind) {
		if (!this.ended) {
			this.ended = true;
			enqueue(kind, Unpooled.EMPTY_BUFFER);
		}
	}

	private void enqueue(Kind kind, ByteBuf bytes) {
		Conditions conditions = this.link.conditions();
		long arrivalNanos = this.link.timer().nanoTime() + conditions.crossingNanos(this.link.random());
		int segments = (bytes.readableBytes() + SEGMENT_BYTES - 1) / SEGMENT_BYTES;
		if (conditions.loses(segments, this.link.random())) {
			arrivalNanos += RETRANSMISSION_NANOS + 2 * conditions.delayNanos();
		}
		this.lastArrivalNanos = Math.max(this.lastArrivalNanos, arrivalNanos);
		this.queuedBytes += bytes.readableBytes();
		this.parcels.add(new Parcel(kind, bytes, this.lastArrivalNanos));
		advance();
	}

	/**
	 * Hands on what is due, as far as the far end takes it, and lets the near end read as
	 * far as there is room.
	 */
	void advance() {
		boolean blackHole = this.link.conditions().blackHole();
		if (!blackHole && this.sink != null) {
			deliverDue(this.sink);
		}
		boolean room = !blackHole && this.queuedBytes < WINDOW_BYTES;
		if (this.source.config().isAutoRead() != room) {
			this.source.config().setAutoRead(room);
		}
	}

	private void deliverDue(Channel to) {
		Parcel head = this.parcels.peek();
		while (head != null && to.isWritable()) {
			if (head.arrivalNanos() - this.link.timer().nanoTime() > 0) {
				armTimer(head.arrivalNanos());
				break;
			}
			this.parcels.remove();
			deliver(head, to);
			head = this.parcels.peek();
		}
		to.flush();
	}

	private void deliver(Parcel parcel, Channel to) {
		switch (parcel.kind()) {
			case DATA -> {
				int bytes = parcel.bytes().readableBytes();
				this.queuedBytes -= bytes;
				this.link.counters().bytesForwarded.add(bytes);
				to.write(parcel.bytes());
			}
			// as a write of nothing, because a shutdown would fail the writes before it
			case END -> to.write(parcel.bytes()).addListener((written) -> endOfStream((SocketChannel) to));
			case RESET -> reset(to);
		}
	}

	private void endOfStream(SocketChannel to) {
		to.shutdownOutput();
		this.finished = true;
		this.whenFinished.run();
	}

	private void armTimer(long nanoTime) {
		if (!this.timerArmed) {
			this.timerArmed = true;
			this.link.timer().at(nanoTime, this.source.eventLoop(), () -> {
				this.timerArmed = false;
				advance();
			});
		}
	}

	/** Forgets what is under way. */
	void discard() {
		this.ended = true;
		this.queuedBytes = 0;
		this.parcels.forEach((parcel) -> parcel.bytes().release());
		this.parcels.clear();
	}

	/**
	 * Whether everything that the source ever sent, its end included, has been handed on.
	 */
	boolean isFinished() {
		return this.finished;
	}

	/** Closes a socket so that its peer sees a reset, not an orderly end. */
	static void reset(Channel channel) {
		if (channel.isOpen()) {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			channel.close();
		}
	}

	private enum Kind {

		DATA, END, RESET

	}

	private record Parcel(Kind kind, ByteBuf bytes, long arrivalNanos) {

	}

}
