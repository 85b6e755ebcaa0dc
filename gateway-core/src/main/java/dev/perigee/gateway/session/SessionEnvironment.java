package dev.perigee.gateway.session;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.auth.TokenVerifier;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Rooms;

/**
 * What client connections stand on.
 *
 * @param properties limits and times
 * @param entry what decides who comes in
 * @param sessions the sessions of this node
 * @param rooms the rooms of this node
 * @param status what echoes say
 * @param metrics what counts
 * @param nanoClock what is measured with
 * @param random what session ids are drawn from
 */
public record SessionEnvironment(GatewayProperties properties, EntryRules entry, Sessions sessions, Rooms rooms,
		NodeStatus status, GatewayMetrics metrics, LongSupplier nanoClock, RandomGenerator random) {

	TokenVerifier tokens() {
		return this.entry.tokens();
	}

	/** The other nodes. */
	Cluster cluster() {
		return this.rooms.cluster();
	}

	/** Counts what waits for clients. */
	MemoryAccount memory() {
		return this.rooms.memory();
	}

}
