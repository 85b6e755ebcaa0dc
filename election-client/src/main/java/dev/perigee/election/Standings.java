package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import org.jspecify.annotations.Nullable;

/**
 * How the candidates stand at a moment.
 *
 * @param standings in configured order
 */
public record Standings(List<Standing> standings) {

	public Standings {
		standings = List.copyOf(standings);
	}

	/**
	 * Returns the candidate that carries the traffic.
	 * @return its standing, or empty while nothing does
	 */
	public Optional<Standing> incumbent() {
		return this.standings.stream().filter((standing) -> standing.role() == Role.INCUMBENT).findFirst();
	}

	/**
	 * Returns the candidate that stands by for the incumbent.
	 * @return its standing, or empty while nobody is warm
	 */
	public Optional<Standing> warm() {
		return this.standings.stream().filter(Standing::warm).findFirst();
	}

	/** What a candidate is for. */
	public enum Role {

		/** Carries the traffic. */
		INCUMBENT,

		/** Next by rank, kept warm. */
		RUNNER_UP,

		/** Any other. */
		CANDIDATE

	}

	/**
	 * One candidate.
	 *
	 * @param candidate the candidate
	 * @param state how far its connection has come
	 * @param role what it is for
	 * @param rtt its round trip times, or {@code null} before the first echo
	 * @param flags what its gateway said of itself in the last echo
	 * @param load 0 (idle) to 255 (full), smoothed
	 * @param rank 1 for the best of those that are usable, 0 for no rank
	 * @param warm whether its gateway stands by: the session can go on there within one
	 * round trip
	 * @param failure why it can't be used, or {@code null}
	 */
	public record Standing(Candidate candidate, CandidateState state, Role role, @Nullable Rtt rtt, Set<EchoFlag> flags,
			int load, int rank, boolean warm, @Nullable String failure) {
	}

	/**
	 * The round trip times of a candidate (RFC 9002 section 5).
	 *
	 * @param latestRtt the last sample
	 * @param minRtt the smallest
	 * @param smoothedRtt the moving average
	 * @param rttVariation the mean deviation from it
	 * @param samples how many were taken
	 */
	public record Rtt(Duration latestRtt, Duration minRtt, Duration smoothedRtt, Duration rttVariation, long samples) {
	}

}
