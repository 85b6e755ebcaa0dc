package dev.perigee.election.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * The content of a memory file. Immutable.
 *
 * @param format always {@link #FORMAT}, first of all: the mark by which a file is known
 * @param version of the format
 * @param salt without it the same network would have the same key in every file
 * @param networks by the salted hash of their identity
 */
record MemoryDocument(String format, int version, String salt, Map<String, Network> networks) {

	static final String FORMAT = "perigee-election-memory";

	static final int VERSION = 1;

	/** More than anybody travels in a week. */
	static final int MAX_NETWORKS = 32;

	private static final int KEY_BYTES = 16;

	MemoryDocument {
		if (!FORMAT.equals(format) || version < 1) {
			throw new IllegalArgumentException("not of this format");
		}
		Objects.requireNonNull(salt, "salt");
		networks = Map.copyOf(networks);
	}

	static MemoryDocument empty(String salt) {
		return new MemoryDocument(FORMAT, VERSION, salt, Map.of());
	}

	NetworkMemory of(String identity) {
		Network network = this.networks.get(key(identity));
		return (network != null) ? network.memory() : NetworkMemory.NOTHING;
	}

	/** Remembers a network; of too many the one that was not seen for longest goes. */
	MemoryDocument with(String identity, NetworkMemory memory, Instant now) {
		Map<String, Network> next = new HashMap<>(this.networks);
		next.put(key(identity), new Network(now, memory));
		while (next.size() > MAX_NETWORKS) {
			next.entrySet()
				.stream()
				.min(Map.Entry.comparingByValue(Comparator.comparing(Network::seen)))
				.map(Map.Entry::getKey)
				.ifPresent(next::remove);
		}
		return new MemoryDocument(this.format, this.version, this.salt, next);
	}

	private String key(String identity) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256")
				.digest((this.salt + identity).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("each JDK has SHA-256", ex);
		}
	}

	/**
	 * A network.
	 *
	 * @param seen when it was written last
	 * @param memory what is known of it
	 */
	record Network(Instant seen, NetworkMemory memory) {

		Network {
			Objects.requireNonNull(seen, "seen");
			Objects.requireNonNull(memory, "memory");
		}

	}

}
