package dev.perigee.election;

import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.Received;
import org.jspecify.annotations.Nullable;

/**
 * What a room sees of a connection that the session stands on. Confined to the client's
 * loop.
 */
interface Route {

	void send(Frame frame);

	/**
	 * Admits one new reliable message.
	 * @param payloadBytes how long it is
	 * @throws RateLimitedException when the gateway might refuse it
	 */
	void admit(int payloadBytes) throws RateLimitedException;

	/**
	 * Returns what the gateway has announced.
	 * @return its limits
	 */
	Limits limits();

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
