package dev.perigee.webtransport;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/**
 * What arrived on a connection before the session it belongs to, which QUIC allows
 * because streams and datagrams overtake each other. Bounded in number and time. Confined
 * to the event loop.
 */
final class EarlyArrivals<T> {

	private final EventLoop eventLoop;

	private final int capacity;

	private final long timeoutMillis;

	private final Consumer<? super T> discard;

	private final List<Arrival<T>> arrivals = new ArrayList<>();

	EarlyArrivals(EventLoop eventLoop, int capacity, long timeoutMillis, Consumer<? super T> discard) {
		this.eventLoop = eventLoop;
		this.capacity = capacity;
		this.timeoutMillis = timeoutMillis;
		this.discard = discard;
	}

	/**
	 * Keeps {@code item} for its session, or discards it when there is no room.
	 */
	void park(long sessionId, T item) {
		if (this.arrivals.size() >= this.capacity) {
			this.discard.accept(item);
			return;
		}
		Future<?> timeout = this.eventLoop.schedule(() -> expire(item), this.timeoutMillis, TimeUnit.MILLISECONDS);
		this.arrivals.add(new Arrival<>(sessionId, item, timeout));
	}

	/**
	 * Hands over what waited for a session, in the order of arrival.
	 */
	void claim(long sessionId, Consumer<? super T> taker) {
		List<Arrival<T>> claimed = new ArrayList<>();
		this.arrivals.removeIf(arrival -> arrival.sessionId == sessionId && claimed.add(arrival));
		release(claimed, taker);
	}

	/**
	 * Discards everything.
	 */
	void clear() {
		List<Arrival<T>> all = List.copyOf(this.arrivals);
		this.arrivals.clear();
		release(all, this.discard);
	}

	private void release(List<Arrival<T>> released, Consumer<? super T> taker) {
		for (Arrival<T> arrival : released) {
			arrival.timeout.cancel(false);
			taker.accept(arrival.item);
		}
	}

	private void expire(T item) {
		for (Iterator<Arrival<T>> each = this.arrivals.iterator(); each.hasNext();) {
			if (each.next().item == item) {
				each.remove();
				this.discard.accept(item);
				return;
			}
		}
	}

	private record Arrival<T>(long sessionId, T item, Future<?> timeout) {
	}

}
