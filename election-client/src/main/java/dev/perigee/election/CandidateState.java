package dev.perigee.election;

/**
 * How far a candidate's connection has come.
 */
public enum CandidateState {

	/** Not connected and not wanted at the moment. */
	IDLE,

	/** The handshake of its transport is under way. */
	DIALLING,

	/** Connected; the first echo has not come back yet. */
	OPEN,

	/** Connected, and its last probes were answered: it could carry traffic. */
	USABLE,

	/** Not reachable, or refused; it is dialled again after a delay. */
	FAILED

}
