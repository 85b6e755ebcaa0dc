package dev.perigee.gateway.room;

/**
 * A session that this node holds: by connections, or for the resume grace by none.
 * Confined to its room's lock.
 */
final class Presence {

	int connections;

	/** Tells the latest break of the connection from earlier ones. */
	long generation;

}
