package dev.perigee.gateway.session;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.auth.TokenVerifier;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Rooms;

/**
 * What client connections stand on.
 *
 * @param properties limits and times
 * @param tokens verifies room tokens
 * @param resumeTokens signs and verifies resume tokens
 * @param sessions the sessions of this node
 * @param rooms the rooms of this node
 * @param attaches how many sessions may come in a second
 * @param status what echoes say
 * @param metrics what counts
 * @param nanoClock what is measured with
 * @param random what session ids are drawn from
 */
public record SessionEnvironment(GatewayProperties properties, TokenVerifier tokens, ResumeTokens resumeTokens,
		Sessions sessions, Rooms rooms, AttachRate attaches, NodeStatus status, GatewayMetrics metrics,
		LongSupplier nanoClock, RandomGenerator random) {

	/** The other nodes. */
	Cluster cluster() {
		return this.rooms.cluster();
	}

	/** Counts what waits for clients. */
	MemoryAccount memory() {
		return this.rooms.memory();
	}

}
