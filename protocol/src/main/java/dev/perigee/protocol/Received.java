package dev.perigee.protocol;

/**
 * Which of a session's own reliable messages in a room have arrived at a gateway: all
 * from one to another, over whatever way.
 *
 * @param from the first of them
 * @param to the last one
 */
public record Received(long from, long to) {

	public Received {
		if (from < 1 || to < from) {
			throw new IllegalArgumentException(
					"received.from, received.to: 1 <= from <= to expected, was " + from + ", " + to);
		}
	}

	/**
	 * Tells whether a message is one of them.
	 * @param sequence of the message
	 * @return {@code true} when it need not be sent to this gateway again
	 */
	public boolean contains(long sequence) {
		return sequence >= this.from && sequence <= this.to;
	}

}
