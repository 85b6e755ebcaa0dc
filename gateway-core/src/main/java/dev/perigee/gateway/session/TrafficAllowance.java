package dev.perigee.gateway.session;

import dev.perigee.gateway.GatewayProperties.ClientLimits;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * How much one connection may send: bytes of any kind, frames but for probes, and among
 * these requests, whose answers may be long. Confined to the connection's event loop.
 */
final class TrafficAllowance {

	/**
	 * A sender that moves to another gateway repeats the last seconds at once, and may
	 * have gone on meanwhile.
	 */
	private static final int BURST_SECONDS = 10;

	/** A standby asks for each room, again when it is activated, and for a replay. */
	private static final int REQUESTS_A_ROOM = 4;

	private final TokenBucket bytes;

	private final TokenBucket frames;

	private final TokenBucket requests;

	private final Excess excess = new Excess();

	private boolean bytesWithin = true;

	TrafficAllowance(ClientLimits limits, long nowNanos) {
		this.bytes = new TokenBucket(limits.bytesPerSecond().toBytes(),
				limits.bytesPerSecond().toBytes() * BURST_SECONDS, nowNanos);
		this.frames = new TokenBucket(limits.framesPerSecond(), (long) limits.framesPerSecond() * BURST_SECONDS,
				nowNanos);
		this.requests = new TokenBucket(limits.requestsPerSecond(),
				limits.requestsPerSecond() + (long) limits.maxRooms() * REQUESTS_A_ROOM, nowNanos);
	}

	/** Counts what has arrived, before its frames are looked at. */
	void arrived(int count, long nowNanos) {
		this.bytesWithin = this.bytes.spend(nowNanos, count);
	}

	/**
	 * Counts a frame.
	 * @return the limit that it exceeds; {@code null} when it is to be served
	 */
	@Nullable Limit exceeded(Frame frame, long nowNanos) {
		boolean framesWithin = this.frames.take(nowNanos);
		boolean requestsWithin = !(frame instanceof Frame.Control) || this.requests.take(nowNanos);
		if (!this.bytesWithin) {
			return Limit.BYTES;
		}
		if (!framesWithin) {
			return Limit.FRAMES;
		}
		return requestsWithin ? null : Limit.REQUESTS;
	}

	/** Says what becomes of a frame beyond a limit. */
	Excess.Verdict beyond(long nowNanos) {
		return this.excess.judge(false, nowNanos);
	}

}
