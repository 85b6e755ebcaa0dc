package dev.perigee.election.transport;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Frame;

/**
 * One open connection to a gateway. Safe for use by any thread; frames leave in the order
 * of the calls of one thread.
 */
public interface CandidateConnection {

	/**
	 * Sends a frame. Probes and unreliable messages take the transport's fast path, if it
	 * has one, and may be lost there; all other frames arrive in order or the connection
	 * closes. Frames sent in one event-loop turn leave as one write. After the close the
	 * call does nothing.
	 * @param frame the frame; a payload is owned by the heap (nothing is released)
	 */
	void send(Frame frame);

	/**
	 * Closes the connection after what has been sent. A second call does nothing.
	 * @param code why
	 * @param reason for a log on the other side, at most 123 bytes of UTF-8
	 */
	void close(CloseCode code, String reason);

}
