package dev.perigee.election.transport;

import dev.perigee.protocol.Frame;

/**
 * Hears what happens on one connection. Called on the connection's event loop only, one
 * call at a time; an implementation must not block.
 */
public interface ConnectionListener {

	/**
	 * A frame has arrived.
	 * @param frame the frame; a payload is valid during the call only
	 * @param arrivalNanos when its bytes were read, by the client's clock
	 */
	void onFrame(Frame frame, long arrivalNanos);

	/**
	 * The connection is over; nothing follows. Called once for each connection that was
	 * opened, whichever side ended it.
	 * @param close why
	 */
	void onClosed(ConnectionClose close);

}
