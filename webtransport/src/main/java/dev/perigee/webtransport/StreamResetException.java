package dev.perigee.webtransport;

/**
 * The peer reset the sending side of a stream (RESET_STREAM).
 */
public final class StreamResetException extends WebTransportException {

	/** What {@link #code()} returns when the reset carried no application code. */
	public static final long NO_APPLICATION_CODE = ErrorCodes.NOT_AN_APPLICATION_CODE;

	private final long code;

	StreamResetException(long streamId, long code, Throwable cause) {
		super("The peer reset stream " + streamId + " with code " + code, cause);
		this.code = code;
	}

	/**
	 * Returns the unsigned 32-bit code that the peer's application gave, or
	 * {@link #NO_APPLICATION_CODE}.
	 */
	public long code() {
		return this.code;
	}

}
