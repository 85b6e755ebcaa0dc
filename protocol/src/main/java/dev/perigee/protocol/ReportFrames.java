package dev.perigee.protocol;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import org.jspecify.annotations.Nullable;

/**
 * What a client tells of its own experience. Nothing in it says who the user is or where.
 */
public final class ReportFrames {

	/** No report names more candidates. */
	public static final int MAX_CANDIDATES = 64;

	/** No report tells of more moves. */
	public static final int MAX_MOVES = 32;

	/** The longest name of a region, in bytes of UTF-8. */
	public static final int MAX_REGION_BYTES = 64;

	private ReportFrames() {
	}

	/**
	 * Client: this is what I have seen since the last report. The gateway believes none
	 * of it more than it has to, and answers nothing.
	 *
	 * @param candidates those that were probed, or could not be reached
	 * @param moves of the traffic, the oldest first
	 * @param elections how many were held
	 * @param firstUsableMillis in the first report of a client: from its start until
	 * traffic flowed
	 */
	public record Report(List<CandidateSummary> candidates, List<Move> moves, int elections,
			@Nullable Long firstUsableMillis) implements Frame.Control {

		public Report {
			candidates = atMost("candidates", MAX_CANDIDATES, Fields.list("candidates", candidates));
			moves = atMost("moves", MAX_MOVES, Fields.list("moves", moves));
			Fields.notNegative("elections", elections);
			notNegative("firstUsableMillis", firstUsableMillis);
		}

		@Override
		public FrameType type() {
			return FrameType.REPORT;
		}
	}

	/**
	 * One candidate.
	 *
	 * @param region its region
	 * @param transport its transport
	 * @param failed whether it can't be reached now
	 * @param probes how many were sent
	 * @param lost how many of them were not answered
	 * @param medianMicros the median round trip time; missing without an answer
	 * @param p95Micros the round trip time that one in twenty exceeds; missing without an
	 * answer
	 */
	public record CandidateSummary(String region, Transport transport, boolean failed, int probes, int lost,
			@Nullable Long medianMicros, @Nullable Long p95Micros) {

		public CandidateSummary {
			Fields.text("candidates.region", region, MAX_REGION_BYTES);
			Fields.required("candidates.transport", transport);
			Fields.notNegative("candidates.probes", probes);
			Fields.notNegative("candidates.lost", lost);
			notNegative("candidates.medianMicros", medianMicros);
			notNegative("candidates.p95Micros", p95Micros);
		}
	}

	/**
	 * A move of the traffic to another candidate.
	 *
	 * @param reason why
	 * @param from the region that was left
	 * @param blackoutMillis of a failover: how long nothing carried the traffic
	 */
	public record Move(MoveReason reason, String from, @Nullable Long blackoutMillis) {

		public Move {
			reason = (reason != null) ? reason : MoveReason.OTHER;
			Fields.text("moves.from", from, MAX_REGION_BYTES);
			notNegative("moves.blackoutMillis", blackoutMillis);
		}
	}

	/**
	 * Why the traffic has moved.
	 */
	public enum MoveReason {

		/** An election was won by another candidate. */
		ELECTED,

		/** Monitoring found another one better, or the incumbent in trouble. */
		BETTER,

		/** The gateway was leaving. */
		DRAIN,

		/** The incumbent fell silent. */
		SILENCE,

		/** The incumbent's connection ended. */
		CLOSED,

		/** Another one, perhaps of a later version. */
		@JsonEnumDefaultValue
		OTHER

	}

	private static void notNegative(String field, @Nullable Long value) {
		if (value != null) {
			Fields.notNegative(field, value);
		}
	}

	private static <T> List<T> atMost(String field, int max, List<T> list) {
		if (list.size() > max) {
			throw new IllegalArgumentException(field + ": at most " + max + " expected, was " + list.size());
		}
		return list;
	}

}
