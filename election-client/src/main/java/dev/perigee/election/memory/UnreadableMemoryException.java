package dev.perigee.election.memory;

import java.io.IOException;

/**
 * A file that holds no usable memory.
 */
final class UnreadableMemoryException extends IOException {

	private final boolean replaceable;

	/**
	 * Creates the exception.
	 * @param message names the file
	 * @param replaceable whether nobody will miss what the file holds
	 */
	UnreadableMemoryException(String message, boolean replaceable) {
		super(message);
		this.replaceable = replaceable;
	}

	boolean isReplaceable() {
		return this.replaceable;
	}

}
