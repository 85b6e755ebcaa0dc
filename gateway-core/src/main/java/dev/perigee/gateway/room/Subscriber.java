package dev.perigee.gateway.room;

import dev.perigee.protocol.SessionId;
import io.netty.util.concurrent.EventExecutor;

/**
 * A connection of a session, as its rooms see it. Where nothing else is said, a method is
 * called on its event loop.
 */
public interface Subscriber {

	/**
	 * Returns whose connection it is.
	 * @return the session; may be called from any thread
	 */
	SessionId session();

	/**
	 * Returns the thread that owns the connection.
	 * @return the event loop; may be called from any thread
	 */
	EventExecutor eventLoop();

	/**
	 * Takes a frame for the client. Must not close the connection within the call.
	 * @param frame what to send
	 */
	void deliver(EncodedFrame frame);

	/**
	 * Says that another node holds the session, too. May be called from any thread.
	 */
	void heldElsewhere();

	/**
	 * Says that messages which this connection published are safe.
	 * @param room the room's handle
	 * @param sequence the last safe sequence
	 */
	void acknowledged(int room, long sequence);

}
