package dev.perigee.gateway.autoconfigure;

import java.time.Duration;

import dev.perigee.gateway.session.Drain;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Asks the sessions to move when the process is told to end, while everything still
 * works, and then closes all connections. Without sessions it takes no time.
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
		Mono<Void> drained = this.window.isZero() ? Mono.empty()
				: this.drain.begin("the gateway is stopped", this.window);
		drained.then(Mono.defer(this.drain::end)).subscribe(null, null, callback);
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
