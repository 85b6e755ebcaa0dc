package dev.perigee.election;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Received;
import org.jspecify.annotations.Nullable;

/**
 * What a room sees of a connection that the session stands on. Confined to the client's
 * loop.
 */
interface Route {

	void send(Frame frame);

	/**
	 * Returns the longest frame that the gateway reads.
	 * @return bytes of type and body
	 */
	int maxFrameBytes();

	/**
	 * Returns what stands for a room on this connection.
	 * @param room the room's name
	 * @return the handle, or {@code null} while the room is not joined there
	 */
	@Nullable Integer handle(String room);

	/**
	 * Returns which messages of this session the gateway had when the room was joined.
	 * @param room the room's name
	 * @return {@code null} for none
	 */
	@Nullable Received received(String room);

}
