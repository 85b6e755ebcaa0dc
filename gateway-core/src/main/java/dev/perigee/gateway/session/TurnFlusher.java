package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;

/**
 * Flushes what the connections of one event loop have gathered, once a turn: after
 * everything that was read, and every task that was waiting, has had its say. Confined to
 * that event loop.
 */
final class TurnFlusher implements Runnable {

	private final EventExecutor eventLoop;

	private final LongSupplier nanoClock;

	private final SlowConsumers slowConsumers;

	private List<Outbound> dirty = new ArrayList<>();

	private List<Outbound> flushing = new ArrayList<>();

	private boolean scheduled;

	private long turnNanos;

	TurnFlusher(EventExecutor eventLoop, LongSupplier nanoClock) {
		this.eventLoop = eventLoop;
		this.nanoClock = nanoClock;
		this.slowConsumers = new SlowConsumers(eventLoop);
	}

	/**
	 * Returns when this turn had its first frame: reading the clock for each of a room's
	 * members would cost more than queueing.
	 */
	long turnNanos() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.turnNanos = this.nanoClock.getAsLong();
			this.eventLoop.execute(this);
		}
		return this.turnNanos;
	}

	long nowNanos() {
		return this.nanoClock.getAsLong();
	}

	/** Flushes a connection at the end of this turn. */
	void add(Outbound outbound) {
		this.dirty.add(outbound);
	}

	SlowConsumers slowConsumers() {
		return this.slowConsumers;
	}

	@Override
	public void run() {
		this.scheduled = false;
		List<Outbound> turn = this.dirty;
		this.dirty = this.flushing;
		this.flushing = turn;
		turn.forEach(Outbound::flush);
		turn.clear();
	}

}
