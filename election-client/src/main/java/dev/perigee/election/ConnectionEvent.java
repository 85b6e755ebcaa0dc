package dev.perigee.election;

import java.time.Duration;
import java.util.List;

import dev.perigee.protocol.Advice;
import dev.perigee.protocol.SessionId;

/**
 * What happens to the client's connection, in the order in which it happens. No event
 * holds a token.
 */
public sealed interface ConnectionEvent {

	/**
	 * A candidate has answered its first probe.
	 *
	 * @param candidate the candidate
	 * @param sinceStart time since {@link ElectionClient#start()}
	 */
	record CandidateUsable(Candidate candidate, Duration sinceStart) implements ConnectionEvent {
	}

	/**
	 * A candidate could not be reached, or its connection ended; it is dialled again.
	 *
	 * @param candidate the candidate
	 * @param reason for a person
	 */
	record CandidateLost(Candidate candidate, String reason) implements ConnectionEvent {
	}

	/**
	 * Traffic flows, for the first time or again after everything had failed.
	 *
	 * @param candidate the new incumbent
	 * @param session this client's identity in every room
	 * @param resumed whether the session is the one of before
	 * @param sinceStart time since {@link ElectionClient#start()}
	 */
	record Connected(Candidate candidate, SessionId session, boolean resumed,
			Duration sinceStart) implements ConnectionEvent {
	}

	/**
	 * An election is over.
	 *
	 * @param record why it came out so
	 */
	record Elected(ElectionRecord record) implements ConnectionEvent {
	}

	/**
	 * A planned move: the new connection was in all rooms before the old one was closed.
	 *
	 * @param reason why
	 * @param detail more of it for a person, in the gateway's words where it has asked;
	 * may be empty
	 * @param from the former incumbent
	 * @param to the new incumbent, which is the former one after a move to another
	 * gateway behind the same address
	 */
	record Migrated(MoveReason reason, String detail, Candidate from, Candidate to) implements ConnectionEvent {
	}

	/**
	 * An unplanned move.
	 *
	 * @param reason why
	 * @param detail more of it for a person
	 * @param from the lost incumbent
	 * @param to the new incumbent
	 * @param blackout from the first sign of trouble (the oldest probe that was never
	 * answered, or the close) until the new incumbent was in all rooms
	 * @param resumed whether the session is the one of before
	 */
	record FailedOver(MoveReason reason, String detail, Candidate from, Candidate to, Duration blackout,
			boolean resumed) implements ConnectionEvent {
	}

	/**
	 * The incumbent is lost; what follows is {@link FailedOver} or {@link AllFailed}.
	 *
	 * @param candidate the lost incumbent
	 * @param reason for a person
	 */
	record Disconnected(Candidate candidate, String reason) implements ConnectionEvent {
	}

	/**
	 * No candidate can be used. Dials go on.
	 *
	 * @param reason what became of each candidate
	 */
	record AllFailed(String reason) implements ConnectionEvent {
	}

	/**
	 * A candidate will be dialled again while nothing carries traffic.
	 *
	 * @param candidate the candidate
	 * @param attempt 1 for the first repetition
	 * @param delay until the dial
	 */
	record Reconnecting(Candidate candidate, int attempt, Duration delay) implements ConnectionEvent {
	}

	/**
	 * A gateway refused the session.
	 *
	 * @param candidate the candidate
	 * @param code the number of the {@link dev.perigee.protocol.CloseCode}
	 * @param text the gateway's words
	 * @param advice what it says to do
	 * @param isFinal whether the client gives up
	 */
	record Refused(Candidate candidate, int code, String text, Advice advice,
			boolean isFinal) implements ConnectionEvent {
	}

	/**
	 * Gateways tell of other regions or endpoints than before, or everybody has failed
	 * and those count again that were configured.
	 *
	 * @param added who takes part from now on
	 * @param removed who does not any more
	 */
	record CandidatesChanged(List<Candidate> added, List<Candidate> removed) implements ConnectionEvent {
	}

	/** The application has closed the client. The last event. */
	record Closed() implements ConnectionEvent {
	}

}
