package dev.perigee.gateway.metrics;

/**
 * Which limit turned something away.
 */
public enum Limit {

	/** Handshakes a second. */
	HANDSHAKES,

	/** The page's origin is not allowed. */
	ORIGIN,

	/** Connections of an address. */
	ADDRESS,

	/** Connections of a user. */
	USER,

	/** Attaches a second. */
	ATTACHES,

	/** Rooms of a session. */
	ROOMS,

	/** Probes a second. */
	PROBES,

	/** Frames a second. */
	FRAMES,

	/** Bytes a second. */
	BYTES,

	/** Control frames a second. */
	REQUESTS

}
