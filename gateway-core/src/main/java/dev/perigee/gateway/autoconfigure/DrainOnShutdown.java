package dev.perigee.gateway.autoconfigure;

import java.time.Duration;

import dev.perigee.gateway.session.Drain;

import org.springframework.context.SmartLifecycle;

/**
 * Asks the sessions to move when the process is told to end, while everything still
 * works. Without sessions it takes no time.
 */
final class DrainOnShutdown implements SmartLifecycle {

	private final Drain drain;

	private final Duration window;

	private volatile boolean running;

	DrainOnShutdown(Drain drain, Duration window) {
		this.drain = drain;
		this.window = window;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		if (this.window.isZero()) {
			callback.run();
		}
		else {
			this.drain.begin("the gateway is stopped", this.window).subscribe(null, null, callback);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Stops before everything else. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
