package dev.perigee.gateway.session;

import java.util.Locale;

import dev.perigee.gateway.GatewayProperties.ClientLimits;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;

import org.springframework.util.unit.DataSize;

/**
 * Holds a client to its limits: what comes beyond one is counted and goes nowhere, the
 * client is told once, and let go when it goes on regardless. Confined to the
 * connection's event loop.
 */
final class RateLimiter {

	private static final String PROBE_LIMIT = "PROBE: more a second than limits.maxProbesPerSecond";

	private static final String UNFINISHED_LIMIT = "message: too much has arrived of messages that are not whole";

	private final ClientEndpoint endpoint;

	private final ClientLimits limits;

	private final GatewayMetrics metrics;

	private final TrafficAllowance traffic;

	RateLimiter(ClientEndpoint endpoint, SessionEnvironment environment) {
		this.endpoint = endpoint;
		this.limits = environment.properties().limits();
		this.metrics = environment.metrics();
		this.traffic = new TrafficAllowance(this.limits, environment.nanoClock().getAsLong());
	}

	/** Counts what has arrived, before its frames are looked at. */
	void arrived(int bytes, long nowNanos) {
		this.metrics.bytesIn(bytes);
		this.traffic.arrived(bytes, nowNanos);
	}

	/** Tells whether a frame, other than a probe, is to be served. */
	boolean admits(Frame frame, long nowNanos) {
		Limit exceeded = this.traffic.exceeded(frame, nowNanos);
		if (exceeded != null) {
			refuse(frame, exceeded, nowNanos);
		}
		return exceeded == null;
	}

	/** A reliable message that goes nowhere is always named, or its sender would wait. */
	private void refuse(Frame frame, Limit exceeded, long nowNanos) {
		this.metrics.limited(exceeded);
		String text = frame.type() + ": too many " + exceeded.name().toLowerCase(Locale.ROOT) + " a second";
		Excess.Verdict verdict = this.traffic.beyond(nowNanos);
		if (verdict == Excess.Verdict.CLOSE) {
			this.endpoint.refuseAndClose(CloseCode.RATE_LIMITED, text);
		}
		else if (!(frame instanceof Frame.Publish message)) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED, text, Refusals.roomOf(frame));
		}
		else if (message.deliveryClass() == DeliveryClass.RELIABLE || verdict == Excess.Verdict.WARN) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED, text, this.endpoint.phase().roomOf(message), message);
		}
	}

	/** Tells whether a probe of this verdict was served. */
	boolean admitsProbe(Excess.Verdict verdict) {
		return verdict == Excess.Verdict.SERVE || drop(Limit.PROBES, verdict, PROBE_LIMIT);
	}

	/**
	 * Tells whether so much may be kept of messages that are not whole. Who has no
	 * session has no messages to send: one frame's length is for those who try.
	 */
	boolean admitsUnfinished(int bytes, long nowNanos) {
		DataSize limit = this.endpoint.phase().takesMessages() ? this.limits.maxUnfinished() : this.limits.maxFrame();
		return bytes <= limit.toBytes()
				|| drop(Limit.UNFINISHED_MESSAGES, this.traffic.beyond(nowNanos), UNFINISHED_LIMIT);
	}

	private boolean drop(Limit exceeded, Excess.Verdict verdict, String text) {
		this.metrics.limited(exceeded);
		if (verdict == Excess.Verdict.WARN) {
			this.endpoint.refuse(CloseCode.RATE_LIMITED, text);
		}
		else if (verdict == Excess.Verdict.CLOSE) {
			this.endpoint.refuseAndClose(CloseCode.RATE_LIMITED, text);
		}
		return false;
	}

}
