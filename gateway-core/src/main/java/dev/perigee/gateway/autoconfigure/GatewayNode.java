package dev.perigee.gateway.autoconfigure;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeCensus;
import dev.perigee.gateway.load.LoadMeter;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.rehearsal.Rehearsal;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.MemoryGuard;
import dev.perigee.gateway.session.RegionNews;
import dev.perigee.gateway.session.SessionEnvironment;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops this node's part in the cluster: before the bus, so that nothing the
 * bus brings is missed, and before clients can come.
 */
final class GatewayNode implements SmartLifecycle {

	private final Cluster cluster;

	private final Rooms rooms;

	private final GatewayMetrics metrics;

	private final Rehearsal rehearsal;

	private final MemoryGuard memory;

	private final LoadMeter load;

	private final RegionNews regionNews;

	private volatile boolean running;

	GatewayNode(SessionEnvironment environment, Rehearsal rehearsal, MemoryGuard memory, LoadMeter load,
			RegionNews regionNews) {
		this.rooms = environment.rooms();
		this.cluster = this.rooms.cluster();
		this.metrics = environment.metrics();
		this.rehearsal = rehearsal;
		this.memory = memory;
		this.load = load;
		this.regionNews = regionNews;
	}

	@Override
	public void start() {
		this.rehearsal.run();
		this.cluster.start(new NodeCensus(this.rooms, this.cluster, this.metrics));
		this.rooms.start();
		this.memory.start();
		this.load.start();
		this.regionNews.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.regionNews.stop();
		this.load.stop();
		this.memory.stop();
		this.rooms.stop();
		this.cluster.stop();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
