package dev.perigee.election.autoconfigure;

import dev.perigee.election.ElectionClient;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the client with the application and closes it with it. The start does not wait
 * for a connection, and failures are the client's events. A closed client stays closed.
 */
final class ElectionClientLifecycle implements SmartLifecycle, DisposableBean {

	private final ElectionClient client;

	private final boolean autoStartup;

	private volatile boolean running;

	ElectionClientLifecycle(ElectionClient client, boolean autoStartup) {
		this.client = client;
		this.autoStartup = autoStartup;
	}

	@Override
	public void start() {
		this.running = true;
		this.client.start().onErrorComplete().subscribe();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.client.close().onErrorComplete().doFinally((signal) -> callback.run()).subscribe();
	}

	/** For an application that failed before its lifecycle began. */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

}
