package dev.perigee.gateway.session;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What one connection takes of the quotas, until it ends. Confined to the connection's
 * event loop.
 */
final class ConnectionClaims {

	/** Who has one address of a /64 has them all (RFC 6177). */
	private static final int IPV6_PREFIX_BYTES = 8;

	private final EntryRules entry;

	private @Nullable ByteBuffer network;

	private @Nullable String user;

	ConnectionClaims(EntryRules entry) {
		this.entry = entry;
	}

	/**
	 * Counts the connection for its address, or the /64 of an IPv6 address.
	 * @return {@code false} when there are too many
	 */
	boolean take(SocketAddress address) {
		ByteBuffer wanted = networkOf(address);
		if (wanted == null) {
			return true;
		}
		boolean taken = this.entry.networks().take(wanted);
		this.network = taken ? wanted : null;
		return taken;
	}

	/**
	 * Counts the connection for its user, once.
	 * @return {@code false} when there are too many
	 */
	boolean take(String wanted) {
		if (wanted.equals(this.user)) {
			return true;
		}
		if (!this.entry.users().take(wanted)) {
			return false;
		}
		releaseUser();
		this.user = wanted;
		return true;
	}

	/** Gives everything back. */
	void release() {
		if (this.network != null) {
			this.entry.networks().release(this.network);
			this.network = null;
		}
		releaseUser();
	}

	private void releaseUser() {
		if (this.user != null) {
			this.entry.users().release(this.user);
			this.user = null;
		}
	}

	/** Returns what counts as one network; {@code null} for what is no IP address. */
	static @Nullable ByteBuffer networkOf(SocketAddress address) {
		if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
			return null;
		}
		byte[] bytes = inet.getAddress().getAddress();
		int prefix = (inet.getAddress() instanceof Inet6Address) ? IPV6_PREFIX_BYTES : bytes.length;
		return ByteBuffer.wrap(bytes, 0, prefix).asReadOnlyBuffer();
	}

}
