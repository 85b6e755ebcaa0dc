package dev.perigee.gateway.telemetry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of the reports of clients.
 *
 * @param enabled whether anything does
 * @param salt the secret that the names of networks are derived from, the same
 * everywhere; without it each process has its own names
 * @param databases files in MaxMind's format with the autonomous systems and the
 * countries of addresses; they take the place of derived names
 * @param maxNetworks how many networks have histograms of their own; the rest are
 * {@code other}
 * @param maxUsers how many users are looked at, at a time
 * @param minInterval reports of a user that come sooner are ignored
 * @param window how long the last report of a user counts
 * @param reviewInterval how often faults and demand are judged
 * @param minUsers fewer users than this say nothing, and are no group of their own
 * @param farAbove users are far away whose best region takes longer than this
 */
@ConfigurationProperties("gateway.telemetry")
public record TelemetryProperties(@DefaultValue("true") boolean enabled, @Nullable String salt,
		@DefaultValue List<Path> databases, @DefaultValue("20") int maxNetworks, @DefaultValue("10000") int maxUsers,
		@DefaultValue("30s") Duration minInterval, @DefaultValue("3m") Duration window,
		@DefaultValue("15s") Duration reviewInterval, @DefaultValue("10") int minUsers,
		@DefaultValue("80ms") Duration farAbove) {

	private static final int MIN_SALT_CHARACTERS = 16;

	public TelemetryProperties {
		databases = List.copyOf(databases);
		require(salt == null || salt.length() >= MIN_SALT_CHARACTERS, "salt",
				MIN_SALT_CHARACTERS + " characters or more", "fewer");
		require(maxNetworks >= 0, "max-networks", "0 or more", maxNetworks);
		require(maxUsers > 0, "max-users", "more than 0", maxUsers);
		require(!minInterval.isNegative(), "min-interval", "0 or more", minInterval);
		require(window.compareTo(minInterval) > 0, "window",
				"longer than gateway.telemetry.min-interval (" + minInterval + ")", window);
		require(!reviewInterval.isNegative() && !reviewInterval.isZero(), "review-interval", "more than 0",
				reviewInterval);
		require(minUsers > 0, "min-users", "more than 0", minUsers);
		require(!farAbove.isNegative(), "far-above", "0 or more", farAbove);
	}

	/** Keeps the salt out of logs. */
	@Override
	public String toString() {
		return "TelemetryProperties[enabled=" + this.enabled + ", databases=" + this.databases + "]";
	}

	private static void require(boolean condition, String property, String expected, Object value) {
		if (!condition) {
			throw new IllegalArgumentException(
					"gateway.telemetry." + property + ": " + expected + " expected, was " + value);
		}
	}

}
