package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's no to the session, whether it came as a frame or as a close code.
 *
 * @param code the number of the {@link CloseCode}
 * @param text the gateway's words
 * @param advice what to do
 * @param retryAfter wait at least this long
 */
record Refusal(int code, String text, Advice advice, Duration retryAfter) {

	static Refusal of(ControlFrames.Refused frame) {
		return new Refusal(frame.code(), frame.text(), frame.advice(), Duration.ofMillis(frame.retryAfterMillis()));
	}

	static Refusal of(CloseCode code, String text) {
		return new Refusal(code.number(), text, code.advice(), Duration.ZERO);
	}

	/**
	 * Reads a close as a refusal.
	 * @return {@code null} when it is none: a connection that broke says nothing, and a
	 * gateway that ends politely while it is still wanted (a restart) is not asking
	 * anybody to give up
	 */
	static @Nullable Refusal of(ConnectionClose close) {
		CloseCode code = close.code();
		return (code == null || code == CloseCode.NORMAL) ? null : of(code, close.reason());
	}

	boolean is(CloseCode code) {
		return this.code == code.number();
	}

	ConnectionEvent.Refused toEvent(Candidate candidate, boolean isFinal) {
		return new ConnectionEvent.Refused(candidate, this.code, this.text, this.advice, isFinal);
	}

	RefusedException toException(@Nullable String room) {
		return new RefusedException(this.code, this.text, this.advice, room);
	}

}
