package dev.perigee.gateway.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each user, or each network, has at this node, up to a limit. Keeps
 * nothing of those who have none. Safe for use by several threads.
 *
 * @param <K> whose connections
 */
public final class ConnectionQuota<K> {

	private final ConcurrentMap<K, Integer> connections = new ConcurrentHashMap<>();

	private final int limit;

	/**
	 * Creates a quota that nobody has used.
	 * @param limit how many connections each may have
	 */
	public ConnectionQuota(int limit) {
		this.limit = limit;
	}

	/**
	 * Counts a connection.
	 * @return {@code false} when it would be one too many, and is not counted
	 */
	boolean take(K owner) {
		boolean[] taken = new boolean[1];
		this.connections.compute(owner, (key, count) -> {
			int open = (count != null) ? count : 0;
			taken[0] = open < this.limit;
			return taken[0] ? Integer.valueOf(open + 1) : count;
		});
		return taken[0];
	}

	/** Gives back what was taken. */
	void release(K owner) {
		this.connections.computeIfPresent(owner, (key, count) -> (count > 1) ? count - 1 : null);
	}

}
