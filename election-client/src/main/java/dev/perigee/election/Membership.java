package dev.perigee.election;

/**
 * Brings the rooms that the application wants to wherever the session stands. Called on
 * the client's loop.
 */
interface Membership {

	/** A room was added. */
	void join(String room);

	/** A room was left. */
	void leave(String room);

}
