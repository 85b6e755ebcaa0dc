package dev.perigee.election.delivery;

/**
 * A message is larger than the gateway takes. It was not sent; other messages are not
 * concerned.
 */
public final class MessageTooLargeException extends Exception {

	private final int size;

	private final int limit;

	/**
	 * Creates the exception.
	 * @param size the bytes of the payload
	 * @param limit the bytes that a payload may have
	 */
	public MessageTooLargeException(int size, int limit) {
		super("the payload has %d bytes, the gateway takes at most %d".formatted(size, limit));
		this.size = size;
		this.limit = limit;
	}

	/**
	 * Returns how large the message is.
	 * @return the bytes of the payload
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Returns how large it might have been.
	 * @return bytes of a payload
	 */
	public int limit() {
		return this.limit;
	}

}
