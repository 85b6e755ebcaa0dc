package dev.perigee.gateway.room;

import java.util.function.LongSupplier;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import reactor.core.scheduler.Scheduler;

/**
 * What rooms stand on.
 *
 * @param properties what they keep and for how long
 * @param bus what carries messages to other nodes
 * @param cluster the other nodes
 * @param timer what they wait with
 * @param nanoClock what they measure with
 * @param rings what they keep of the last messages
 * @param metrics what counts
 */
public record RoomEnvironment(GatewayProperties properties, MessageBus bus, Cluster cluster, Scheduler timer,
		LongSupplier nanoClock, Rings rings, GatewayMetrics metrics) {

	/** Counts what rooms keep. */
	MemoryAccount memory() {
		return this.rings.account();
	}

	long node() {
		return this.cluster.self().id();
	}

}
