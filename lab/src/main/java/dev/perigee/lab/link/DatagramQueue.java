package dev.perigee.lab.link;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams that are crossing a link, by arrival time: each takes its own time, so
 * jitter reorders them.
 *
 * <p>
 * Confined to the link's event loop.
 */
final class DatagramQueue {

	/** What doesn't fit is dropped, as by a router. */
	private static final int MAX_BYTES = 32 << 20;

	private final PriorityQueue<Crossing> crossings = new PriorityQueue<>(
			Comparator.comparingLong(Crossing::arrivalNanos).thenComparingLong(Crossing::order));

	private final Link link;

	private long added;

	private int queuedBytes;

	private @Nullable Long wakeUpNanos;

	DatagramQueue(Link link) {
		this.link = link;
	}

	/**
	 * Takes a datagram, keeping a reference of its own, and gives it to the receiver
	 * later, at once or never.
	 */
	void add(ByteBuf content, Consumer<ByteBuf> receiver) {
		Conditions conditions = this.link.conditions();
		int bytes = content.readableBytes();
		if (conditions.blackHole() || conditions.loses(1, this.link.random()) || bytes > UdpPassage.MAX_DATAGRAM_BYTES
				|| this.queuedBytes + bytes > MAX_BYTES) {
			this.link.counters().datagramsDropped.increment();
			return;
		}
		long arrivalNanos = this.link.timer().nanoTime() + conditions.crossingNanos(this.link.random());
		this.queuedBytes += bytes;
		this.crossings.add(new Crossing(content.retain(), receiver, arrivalNanos, this.added++));
		deliverDue();
	}

	private void deliverDue() {
		Crossing head = this.crossings.peek();
		while (head != null && head.arrivalNanos() - this.link.timer().nanoTime() <= 0) {
			this.crossings.remove();
			deliver(head);
			head = this.crossings.peek();
		}
		if (head != null && (this.wakeUpNanos == null || head.arrivalNanos() < this.wakeUpNanos)) {
			this.wakeUpNanos = head.arrivalNanos();
			this.link.timer().at(head.arrivalNanos(), this.link.loop(), () -> {
				this.wakeUpNanos = null;
				deliverDue();
			});
		}
	}

	private void deliver(Crossing crossing) {
		int bytes = crossing.content().readableBytes();
		this.queuedBytes -= bytes;
		if (this.link.conditions().blackHole()) {
			crossing.content().release();
			this.link.counters().datagramsDropped.increment();
			return;
		}
		this.link.counters().datagramsForwarded.increment();
		this.link.counters().bytesForwarded.add(bytes);
		crossing.receiver().accept(crossing.content());
	}

	/** Forgets what is under way. */
	void discard() {
		this.crossings.forEach((crossing) -> crossing.content().release());
		this.crossings.clear();
		this.queuedBytes = 0;
	}

	private record Crossing(ByteBuf content, Consumer<ByteBuf> receiver, long arrivalNanos, long order) {

	}

}
