package dev.perigee.gateway.session;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Writes REFUSED frames, and says how many there may be.
 */
final class Refusals {

	/** A refusal costs more than the frame that asks for it. */
	private static final int PER_SECOND = 20;

	private static final int AT_ONCE = 50;

	static final String TOO_MANY = "more than " + PER_SECOND + " refusals a second";

	/** After this time every rate of one connection is within its limit again. */
	private static final long RATE_LIMITED_MILLIS = 1000;

	private Refusals() {
	}

	/** Returns how many a connection may have. */
	static TokenBucket allowance(long nowNanos) {
		return new TokenBucket(PER_SECOND, AT_ONCE, nowNanos);
	}

	/**
	 * Refuses something.
	 * @param room the room that it concerns, if any
	 * @param sequence that of the reliable message that goes nowhere, if it is one
	 */
	static ControlFrames.Refused of(CloseCode code, String text, @Nullable String room, @Nullable Long sequence) {
		long retryAfterMillis = (code == CloseCode.RATE_LIMITED) ? RATE_LIMITED_MILLIS : 0;
		return new ControlFrames.Refused(code.number(), code.name(), text, code.advice(), room, retryAfterMillis,
				sequence);
	}

	static ControlFrames.Refused of(RefusedException reason) {
		CloseCode code = reason.code();
		return new ControlFrames.Refused(code.number(), code.name(), reason.text(), code.advice(), null,
				reason.retryAfterMillis(), null);
	}

	/** Returns the room that a request names. */
	static @Nullable String roomOf(Frame request) {
		if (request instanceof ControlFrames.Join join) {
			return join.room();
		}
		if (request instanceof ControlFrames.Leave leave) {
			return leave.room();
		}
		return (request instanceof ControlFrames.Replay replay) ? replay.room() : null;
	}

}
