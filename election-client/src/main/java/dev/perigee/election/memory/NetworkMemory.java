package dev.perigee.election.memory;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one network. Immutable.
 *
 * @param good who carried the traffic last, or {@code null}
 * @param udpBlockedAt when UDP was found to be blocked, or {@code null} when it was not
 */
public record NetworkMemory(@Nullable LastKnownGood good, @Nullable Instant udpBlockedAt) {

	/** Nothing. */
	public static final NetworkMemory NOTHING = new NetworkMemory(null, null);

	/**
	 * Returns the last known good candidate.
	 * @param now the time
	 * @param expiry how long it counts
	 * @return empty when there is none, or it is too old
	 */
	public Optional<LastKnownGood> freshGood(Instant now, Duration expiry) {
		return Optional.ofNullable(this.good).filter((one) -> isFresh(one.time(), now, expiry));
	}

	/**
	 * Returns how long UDP is to be taken for blocked.
	 * @param now the time
	 * @param expiry how long the verdict counts
	 * @return zero when it is not
	 */
	public Duration udpBlockedFor(Instant now, Duration expiry) {
		return (this.udpBlockedAt != null && isFresh(this.udpBlockedAt, now, expiry))
				? Duration.between(now, this.udpBlockedAt.plus(expiry)) : Duration.ZERO;
	}

	/**
	 * Remembers another candidate.
	 * @param good who carries the traffic
	 * @return a copy
	 */
	public NetworkMemory with(LastKnownGood good) {
		return new NetworkMemory(good, this.udpBlockedAt);
	}

	/**
	 * Remembers whether UDP is blocked.
	 * @param blockedAt when that was found, {@code null} if it is not
	 * @return a copy
	 */
	public NetworkMemory withUdpBlockedAt(@Nullable Instant blockedAt) {
		return new NetworkMemory(this.good, blockedAt);
	}

	/** A time to come is no good either: a clock was wrong. */
	private static boolean isFresh(Instant time, Instant now, Duration expiry) {
		return !time.isAfter(now) && time.plus(expiry).isAfter(now);
	}

	/**
	 * A candidate that carried the traffic.
	 *
	 * @param region its region
	 * @param transport its transport
	 * @param endpoint its URL
	 * @param rtt its smoothed round trip time
	 * @param time when that was
	 */
	public record LastKnownGood(String region, Transport transport, URI endpoint, Duration rtt, Instant time) {

		public LastKnownGood {
			Objects.requireNonNull(region, "region");
			Objects.requireNonNull(transport, "transport");
			Objects.requireNonNull(endpoint, "endpoint");
			Objects.requireNonNull(rtt, "rtt");
			Objects.requireNonNull(time, "time");
		}

	}

}
