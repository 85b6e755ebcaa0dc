package dev.perigee.protocol;

/**
 * The one error of the codec: the peer's bytes break the specification. The message names
 * the frame and the field and never holds the offending bytes, so that it may be logged
 * and sent back.
 */
public final class ProtocolException extends Exception {

	private final CloseCode code;

	/**
	 * Creates the error.
	 * @param code what the frame is refused with
	 * @param message names the frame and the field; goes to the peer and into logs
	 */
	public ProtocolException(CloseCode code, String message) {
		super(message);
		this.code = code;
	}

	ProtocolException(CloseCode code, String message, Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	/**
	 * Returns what the frame is refused with.
	 * @return the code
	 */
	public CloseCode code() {
		return this.code;
	}

	/**
	 * Tells whether the stream of frames can be read on: true only for
	 * {@link CloseCode#UNKNOWN_FRAME_TYPE}, whose frame has been skipped.
	 * @return {@code false} when the connection has to be closed
	 */
	public boolean isRecoverable() {
		return this.code == CloseCode.UNKNOWN_FRAME_TYPE;
	}

}
