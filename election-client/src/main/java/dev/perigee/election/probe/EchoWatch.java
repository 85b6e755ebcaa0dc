package dev.perigee.election.probe;

import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.Transport;

/**
 * How long a path may be silent before it counts as a black hole, long before TCP or QUIC
 * would say so: it follows what the path has shown of itself. Immutable.
 *
 * @param timeoutNanos how long an answer may take before something seems wrong (RFC 9002
 * section 6.2.1)
 * @param slackNanos how long a frame that was expected may stay away
 * @param patienceNanos how long an echo must be missing to count for a silence
 * @param confirmations how many of them in a row
 */
public record EchoWatch(long timeoutNanos, long slackNanos, long patienceNanos, int confirmations) {

	/**
	 * A timer that fires this late says that this process stood still, not the path.
	 */
	static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

	/** Less is the noise of schedulers. */
	private static final long DATAGRAM_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

	/**
	 * A question costs a few probes: it may be asked sooner than anything is concluded.
	 */
	private static final long DATAGRAM_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** Less is the noise of delayed acknowledgements and tail loss probes. */
	private static final long STREAM_SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * A datagram that is lost is gone, but a segment that is lost stalls its stream for
	 * TCP's shortest retransmission timeout, 200 ms; then the probes behind it let TCP
	 * find the loss in a round trip.
	 */
	private static final long STREAM_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(350);

	/**
	 * Returns the watch over a path.
	 * @param transport how its probes travel
	 * @param rtt its round trip times
	 * @param latenessNanos how late its echoes came lately
	 * @param loss how many of them were missing
	 * @return the watch, for now
	 */
	public static EchoWatch over(Transport transport, RttEstimate rtt, long latenessNanos, LossRate loss) {
		boolean isStream = transport == Transport.WEBSOCKET;
		long floorNanos = isStream ? STREAM_SLACK_NANOS : DATAGRAM_SLACK_NANOS;
		long timeoutNanos = rtt.timeoutNanos(floorNanos);
		long latestNanos = rtt.smoothedNanos() + Math.max(latenessNanos, isStream ? STREAM_STALL_NANOS : 0);
		return new EchoWatch(timeoutNanos, rtt.slackNanos(isStream ? floorNanos : DATAGRAM_GAP_NANOS),
				Math.max(timeoutNanos, latestNanos), loss.confirmations());
	}

	/**
	 * Tells whether a check comes so late that echoes may lie unread in this process.
	 * @param dueNanos when the check should have run
	 * @param nowNanos when it runs
	 * @return {@code true} when nothing may be concluded from it
	 */
	public static boolean isStalled(long dueNanos, long nowNanos) {
		return nowNanos - dueNanos >= STALL_NANOS;
	}

}
