package dev.perigee.election;

import java.util.Set;

import dev.perigee.protocol.EchoFlag;

/**
 * What an election learns of a candidate, one fact at a time.
 */
sealed interface Observation {

	Candidate candidate();

	/**
	 * An echo came back.
	 */
	record Measured(Candidate candidate, long sentNanos, long rttNanos, Set<EchoFlag> flags,
			int load) implements Observation {
	}

	/**
	 * The dial failed or the connection ended.
	 */
	record Failed(Candidate candidate, String reason) implements Observation {
	}

}
