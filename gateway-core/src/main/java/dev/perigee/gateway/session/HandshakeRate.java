package dev.perigee.gateway.session;

import java.nio.ByteBuffer;

import dev.perigee.gateway.metrics.Limit;
import org.jspecify.annotations.Nullable;

/**
 * How many clients may begin a handshake in a second, the dearest thing that a stranger
 * can ask for: in all, and of one network. Networks share a table of fixed size, so that
 * nobody fills the memory with addresses; who shares a place in it shares its rate, and
 * nobody can choose with whom. Safe for use by several threads.
 */
final class HandshakeRate {

	private static final int PLACES = 4096;

	/** An odd number whose multiples spread over all bits (Knuth, 6.4). */
	private static final long SPREAD = 0x9E3779B97F4A7C15L;

	private final long salt;

	private final int perNetwork;

	/** Guarded by this. */
	private final TokenBucket all;

	/** Guarded by this. */
	private final @Nullable TokenBucket[] networks = new TokenBucket[PLACES];

	/**
	 * Creates a full allowance.
	 * @param perSecond how many, on average and at once
	 * @param perNetwork the same for one network
	 * @param salt of the table, a secret
	 * @param nowNanos now
	 */
	HandshakeRate(int perSecond, int perNetwork, long salt, long nowNanos) {
		this.all = new TokenBucket(perSecond, perSecond, nowNanos);
		this.perNetwork = perNetwork;
		this.salt = salt;
	}

	/**
	 * Counts a handshake.
	 * @param network from where; {@code null} when nobody knows
	 * @return the limit that it exceeds; {@code null} when it is to be served
	 */
	synchronized @Nullable Limit exceeded(@Nullable ByteBuffer network, long nowNanos) {
		if (network != null && !bucketOf(network, nowNanos).take(nowNanos)) {
			return Limit.HANDSHAKES_OF_ADDRESS;
		}
		return this.all.take(nowNanos) ? null : Limit.HANDSHAKES;
	}

	private TokenBucket bucketOf(ByteBuffer network, long nowNanos) {
		long hash = this.salt;
		for (int i = network.position(); i < network.limit(); i++) {
			hash = (hash ^ network.get(i)) * SPREAD;
			hash ^= hash >>> Integer.SIZE;
		}
		int place = (int) Long.remainderUnsigned(hash, PLACES);
		TokenBucket bucket = this.networks[place];
		if (bucket == null) {
			bucket = new TokenBucket(this.perNetwork, this.perNetwork, nowNanos);
			this.networks[place] = bucket;
		}
		return bucket;
	}

}
