package dev.perigee.gateway.session;

import java.util.List;

import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.Transport;

/**
 * A session as operators see it, without what would tell who it is.
 *
 * @param session its id, as its peers see it
 * @param transport what carries it
 * @param epoch how often it has moved, as its client counts
 * @param queueBytes what waits for it
 * @param writable whether its transport takes more
 * @param superseded whether another connection holds it now
 * @param rooms the hashes of the rooms that it is in
 * @param joins joins under way
 * @param warmRooms rooms that are ready and not entered
 * @param replays replays under way
 */
public record SessionView(SessionId session, Transport transport, long epoch, long queueBytes, boolean writable,
		boolean superseded, List<String> rooms, int joins, int warmRooms, int replays) {

	/**
	 * A session for which frames wait, as it was a moment ago.
	 *
	 * @param session its id
	 * @param transport what carries it
	 * @param queueBytes what waits for it
	 * @param waitingMillis since when the oldest reliable frame waits
	 */
	public record Slow(SessionId session, Transport transport, long queueBytes, long waitingMillis) {

	}

}
