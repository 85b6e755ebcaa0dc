package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.List;

import io.netty.util.concurrent.EventExecutor;

/**
 * Flushes what the connections of one event loop have gathered, once a turn: after
 * everything that was read, and every task that was waiting, has had its say. Confined to
 * that event loop.
 */
final class TurnFlusher implements Runnable {

	private final EventExecutor eventLoop;

	private List<Outbound> dirty = new ArrayList<>();

	private List<Outbound> flushing = new ArrayList<>();

	TurnFlusher(EventExecutor eventLoop) {
		this.eventLoop = eventLoop;
	}

	void add(Outbound outbound) {
		if (this.dirty.isEmpty()) {
			this.eventLoop.execute(this);
		}
		this.dirty.add(outbound);
	}

	@Override
	public void run() {
		List<Outbound> turn = this.dirty;
		this.dirty = this.flushing;
		this.flushing = turn;
		turn.forEach(Outbound::flush);
		turn.clear();
	}

}
