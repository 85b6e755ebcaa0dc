package dev.perigee.election;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

import dev.perigee.election.memory.ElectionMemory;
import dev.perigee.election.memory.NetworkIdentity;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What a client remembers from one run to the next: for each network who was good there,
 * and whether UDP was blocked.
 *
 * @param file where, or {@code null} for nowhere: a library writes no files unasked, and
 * in a container there may be none that lasts
 * @param identity tells networks apart
 * @param expiry how long a candidate counts as known to be good
 * @param udpExpiry how long UDP counts as blocked, within a run as well; it is tried
 * again after that
 */
public record MemoryOptions(@Nullable Path file, NetworkIdentity identity, Duration expiry, Duration udpExpiry) {

	/** No file; UDP counts as blocked for 10 minutes. */
	public static final MemoryOptions NONE = new MemoryOptions(null, NetworkIdentity.ofDefaultRoutes(),
			Duration.ofDays(7), Duration.ofMinutes(10));

	private static final int SALT_BYTES = 16;

	private static final String REMEDY = "Set a duration like 7d or 10m.";

	public MemoryOptions {
		if (expiry.compareTo(Duration.ZERO) <= 0) {
			throw new InvalidSettingException("election.memory.expiry", "must be positive, was " + expiry, REMEDY);
		}
		if (udpExpiry.compareTo(Duration.ZERO) <= 0) {
			throw new InvalidSettingException("election.memory.udp-expiry", "must be positive, was " + udpExpiry,
					REMEDY);
		}
	}

	/**
	 * Returns the defaults with a file.
	 * @param file where it is kept; made when there is something to remember
	 * @return networks told apart by their default routes, 7 days, 10 minutes
	 */
	public static MemoryOptions in(Path file) {
		return new MemoryOptions(file, NONE.identity(), NONE.expiry(), NONE.udpExpiry());
	}

	Settings.Memory settings(InstantSource clock, RandomGenerator random, Scheduler blocking) {
		if (this.file == null) {
			return new Settings.Memory(null, this.expiry, this.udpExpiry);
		}
		byte[] salt = new byte[SALT_BYTES];
		random.nextBytes(salt);
		return new Settings.Memory(
				new ElectionMemory(this.file, this.identity, clock, HexFormat.of().formatHex(salt), blocking),
				this.expiry, this.udpExpiry);
	}

}
