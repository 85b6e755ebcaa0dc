package dev.perigee.election;

import java.time.Duration;

/**
 * By how much a WebTransport candidate may be slower than a WebSocket one and still be
 * preferred: {@code rtt_wt <= rtt_ws * (1 + share) + allowance}. The bound is what keeps
 * a slow WebTransport from beating a fast WebSocket.
 *
 * @param share a part of the WebSocket's round trip time, 0.1 for 10 %
 * @param allowance added to it
 */
public record Preference(double share, Duration allowance) {

	/** 10 % and 5 ms. */
	public static final Preference DEFAULT = new Preference(0.1, Duration.ofMillis(5));

	private static final String REMEDY = "10 % is 0.1; a duration is like 5ms.";

	public Preference {
		if (!(share >= 0 && share <= 1)) {
			throw new InvalidSettingException("election.preference.share", "0 to 1 expected, was " + share, REMEDY);
		}
		if (allowance.isNegative()) {
			throw new InvalidSettingException("election.preference.allowance", "must not be negative, was " + allowance,
					REMEDY);
		}
	}

	/**
	 * Tells whether WebTransport is preferred.
	 * @param webTransportNanos its round trip time
	 * @param webSocketNanos the WebSocket's
	 * @return {@code true} up to and including the bound
	 */
	public boolean prefers(double webTransportNanos, double webSocketNanos) {
		return webTransportNanos <= webSocketNanos * (1 + this.share) + this.allowance.toNanos();
	}

}
