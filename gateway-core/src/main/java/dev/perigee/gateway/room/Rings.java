package dev.perigee.gateway.room;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.memory.FairShare;
import dev.perigee.gateway.memory.MemoryAccount;

/**
 * The rings of all rooms, and what they may take together. When memory is short, each
 * keeps its share, and the largest ones lose what they hold beyond it: a room of few
 * bytes can be replayed as long as ever. Safe for use by several threads.
 */
public final class Rings {

	private final Set<ReplayRing> rings = ConcurrentHashMap.newKeySet();

	private final GatewayProperties.Room properties;

	private final long sharedBytes;

	private final MemoryAccount account;

	private final LongSupplier nanoClock;

	/**
	 * Creates an empty set.
	 * @param properties how long and how much each of them keeps
	 * @param sharedBytes what all rings together may keep under all circumstances
	 * @param account counts what they keep
	 * @param nanoClock what ages are measured with
	 */
	public Rings(GatewayProperties.Room properties, long sharedBytes, MemoryAccount account, LongSupplier nanoClock) {
		this.properties = properties;
		this.sharedBytes = sharedBytes;
		this.account = account;
		this.nanoClock = nanoClock;
	}

	MemoryAccount account() {
		return this.account;
	}

	/** Opens the ring of a room. */
	ReplayRing open() {
		ReplayRing ring = new ReplayRing(this.properties.replayWindow(), this.properties.replayBytes().toBytes(),
				this.account);
		this.rings.add(ring);
		return ring;
	}

	/** Gives up the ring of a room that is no more. */
	void close(ReplayRing ring) {
		this.rings.remove(ring);
		ring.close();
	}

	/**
	 * Returns what rings hold beyond their shares.
	 * @return bytes
	 */
	public long excess() {
		return FairShare.above(sizes(), share());
	}

	/**
	 * Takes the oldest messages of the largest rings, down to their shares at most.
	 * @param wanted how many bytes are wanted
	 * @return how many messages can't be replayed any more
	 */
	public int trim(long wanted) {
		long level = FairShare.level(sizes(), share(), wanted);
		long now = this.nanoClock.getAsLong();
		return this.rings.stream()
			.filter((ring) -> ring.bytes() > level)
			.mapToInt((ring) -> ring.trim(level, now))
			.sum();
	}

	private long share() {
		return this.sharedBytes / Math.max(1, this.rings.size());
	}

	private long[] sizes() {
		return this.rings.stream().mapToLong(ReplayRing::bytes).toArray();
	}

}
