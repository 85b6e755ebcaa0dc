package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;

/**
 * The connections of one event loop for which frames wait: looks after each of them until
 * it has taken everything, for the one whose room falls silent would not be noticed else.
 * Confined to that event loop.
 */
final class SlowConsumers {

	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final EventExecutor eventLoop;

	private final List<Outbound> waiting = new ArrayList<>();

	/** How many there are, for other threads. */
	private volatile int count;

	SlowConsumers(EventExecutor eventLoop) {
		this.eventLoop = eventLoop;
	}

	/** Begins to look after a connection, once. */
	void add(Outbound outbound) {
		if (this.waiting.isEmpty()) {
			scheduleNext();
		}
		this.waiting.add(outbound);
		this.count = this.waiting.size();
	}

	/** May be called from any thread. */
	int count() {
		return this.count;
	}

	private void scheduleNext() {
		this.eventLoop.schedule(this::inspect, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
	}

	private void inspect() {
		this.waiting.removeIf((outbound) -> !outbound.inspect());
		this.count = this.waiting.size();
		if (!this.waiting.isEmpty()) {
			scheduleNext();
		}
	}

}
