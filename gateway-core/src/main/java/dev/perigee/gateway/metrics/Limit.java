package dev.perigee.gateway.metrics;

/**
 * Which limit turned something away.
 */
public enum Limit {

	/** Handshakes a second. */
	HANDSHAKES,

	/** Handshakes a second of an address. */
	HANDSHAKES_OF_ADDRESS,

	/** Handshakes over QUIC that have led to no session yet. */
	UNFINISHED_HANDSHAKES,

	/**
	 * Any of these three, of a client over QUIC that was asked to prove its address and
	 * may come again.
	 */
	UNPROVEN,

	/** The page's origin is not allowed. */
	ORIGIN,

	/** Connections of all. */
	CONNECTIONS,

	/** Connections of an address. */
	ADDRESS,

	/** Connections of a user. */
	USER,

	/** Attaches a second, of those that did not stand by. */
	ATTACHES,

	/** Attaches a second, of those that stood by. */
	ACTIVATES,

	/** Rooms of a session. */
	ROOMS,

	/** Probes a second. */
	PROBES,

	/** Frames a second. */
	FRAMES,

	/** Bytes a second. */
	BYTES,

	/** Control frames a second. */
	REQUESTS,

	/** Bytes of messages on streams of their own that are not whole. */
	UNFINISHED_MESSAGES

}
