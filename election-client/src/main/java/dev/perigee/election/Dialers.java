package dev.perigee.election;

import dev.perigee.election.transport.CandidateDialer;
import dev.perigee.protocol.Transport;

/**
 * The dialer of each transport.
 */
@FunctionalInterface
interface Dialers {

	CandidateDialer of(Transport transport);

}
