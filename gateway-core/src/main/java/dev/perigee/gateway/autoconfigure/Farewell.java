package dev.perigee.gateway.autoconfigure;

import dev.perigee.gateway.cluster.Cluster;

import org.springframework.context.SmartLifecycle;

/**
 * Has this node say goodbye to the others: after its sessions are gone, while the bus is
 * still there.
 */
final class Farewell implements SmartLifecycle {

	/** Between the transports, which stop before, and the bus, which stops after. */
	private static final int PHASE = 2;

	private final Cluster cluster;

	private volatile boolean running;

	Farewell(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.cluster.leave();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
