package dev.perigee.election;

import dev.perigee.protocol.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A gateway said no, for good.
 */
public final class RefusedException extends Exception {

	private final int code;

	private final Advice advice;

	RefusedException(int code, String text, Advice advice, @Nullable String room) {
		super(((room != null) ? "room " + room + ": " : "") + text + " (" + code + ")");
		this.code = code;
		this.advice = advice;
	}

	/**
	 * Returns the number of the {@link dev.perigee.protocol.CloseCode}.
	 * @return the code on the wire
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Returns what the gateway said to do.
	 * @return the advice
	 */
	public Advice advice() {
		return this.advice;
	}

}
