package dev.perigee.gateway.session;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import dev.perigee.gateway.GatewayProperties.ClientLimits;
import dev.perigee.gateway.metrics.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may begin a handshake. Who has not proved an address may write anybody's:
 * such clients have rates of their own and half of the places, so that they can keep
 * nobody out who proves it, and beyond that they are asked to. Safe for use by several
 * threads.
 */
public final class HandshakeGate {

	/** Of the places, one address may have so many when it is proven. */
	private static final int SHARES = 4;

	private final int maxUnfinished;

	private final HandshakeRate claimed;

	private final HandshakeRate proven;

	private final AtomicInteger unfinished = new AtomicInteger();

	private final ConcurrentMap<ByteBuffer, Integer> unfinishedOfNetworks = new ConcurrentHashMap<>();

	/**
	 * Opens the gate.
	 * @param limits how many at once, and in a second
	 * @param random makes it impossible to know which addresses share a rate
	 * @param nowNanos now
	 */
	HandshakeGate(ClientLimits limits, RandomGenerator random, long nowNanos) {
		this.maxUnfinished = limits.unfinishedHandshakes();
		this.claimed = rate(limits, random, nowNanos);
		this.proven = rate(limits, random, nowNanos);
	}

	private static HandshakeRate rate(ClientLimits limits, RandomGenerator random, long nowNanos) {
		return new HandshakeRate(limits.handshakesPerSecond(), limits.handshakesPerAddress(), random.nextLong(),
				nowNanos);
	}

	/**
	 * Counts a handshake that is about to begin.
	 * @param isProven whether the client has proved that it is there
	 * @return the limit that it exceeds; {@code null} when it is to be served
	 */
	@Nullable Limit exceeded(SocketAddress client, boolean isProven, long nowNanos) {
		ByteBuffer network = ConnectionClaims.networkOf(client);
		if (!hasPlace(network, isProven)) {
			return Limit.UNFINISHED_HANDSHAKES;
		}
		return (isProven ? this.proven : this.claimed).exceeded(network, nowNanos);
	}

	private boolean hasPlace(@Nullable ByteBuffer network, boolean isProven) {
		int present = this.unfinished.get();
		if (!isProven) {
			return 2 * present < this.maxUnfinished;
		}
		int ofNetwork = (network != null) ? this.unfinishedOfNetworks.getOrDefault(network, 0) : 0;
		return present < this.maxUnfinished && SHARES * ofNetwork < this.maxUnfinished;
	}

	/**
	 * Returns how many have begun and not ended.
	 * @return a number for people
	 */
	public int unfinished() {
		return this.unfinished.get();
	}

	/** A handshake takes a place. */
	void begun(SocketAddress client) {
		this.unfinished.incrementAndGet();
		ByteBuffer network = ConnectionClaims.networkOf(client);
		if (network != null) {
			this.unfinishedOfNetworks.merge(network, 1, Integer::sum);
		}
	}

	/** Gives the place back. */
	void ended(SocketAddress client) {
		this.unfinished.decrementAndGet();
		ByteBuffer network = ConnectionClaims.networkOf(client);
		if (network != null) {
			this.unfinishedOfNetworks.computeIfPresent(network, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

}
