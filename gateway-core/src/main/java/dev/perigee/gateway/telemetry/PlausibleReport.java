package dev.perigee.gateway.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.perigee.protocol.ReportFrames.CandidateSummary;
import dev.perigee.protocol.ReportFrames.Move;
import dev.perigee.protocol.ReportFrames.Report;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a report when that is taken away which can't be. A client may send
 * anything: it can lie about its own experience, but only about that, in the words that
 * this gateway knows, and with the weight of one user.
 *
 * @param readings of known regions, at most one of each candidate
 * @param moves from known regions, at most one of each reason and region
 * @param elections how many were held, at most {@value #MAX_ELECTIONS}
 * @param firstUsableMillis how long the start took, if it was said
 * @param discarded how many statements were taken away
 */
record PlausibleReport(List<Reading> readings, List<Move> moves, int elections, @Nullable Long firstUsableMillis,
		int discarded) {

	/** A client discards echoes that are older. */
	private static final long MAX_RTT_MICROS = 10_000_000;

	private static final long MAX_OUTAGE_MILLIS = 600_000;

	private static final int MAX_ELECTIONS = 5;

	static PlausibleReport of(Report report, Set<String> knownRegions) {
		Set<List<Object>> seen = new HashSet<>();
		List<Reading> readings = new ArrayList<>();
		for (CandidateSummary candidate : report.candidates()) {
			if (knownRegions.contains(candidate.region()) && isPlausible(candidate)
					&& seen.add(List.of(candidate.region(), candidate.transport()))) {
				readings.add(new Reading(candidate.region(), candidate.transport(),
						Reading.State.of(candidate.failed(), candidate.probes(), candidate.lost()),
						orZero(candidate.medianMicros()), orZero(candidate.p95Micros())));
			}
		}
		List<Move> moves = report.moves()
			.stream()
			.filter((move) -> knownRegions.contains(move.from()) && orZero(move.blackoutMillis()) <= MAX_OUTAGE_MILLIS
					&& seen.add(List.of(move.from(), move.reason())))
			.toList();
		Long firstUsable = (orZero(report.firstUsableMillis()) <= MAX_OUTAGE_MILLIS) ? report.firstUsableMillis()
				: null;
		return new PlausibleReport(readings, moves, Math.min(report.elections(), MAX_ELECTIONS), firstUsable,
				report.candidates().size() - readings.size() + report.moves().size() - moves.size());
	}

	private static boolean isPlausible(CandidateSummary candidate) {
		long median = orZero(candidate.medianMicros());
		long p95 = orZero(candidate.p95Micros());
		boolean saysSomething = candidate.failed() || candidate.probes() > 0;
		return saysSomething && candidate.lost() <= candidate.probes() && median <= MAX_RTT_MICROS
				&& p95 <= MAX_RTT_MICROS && (p95 == 0 || median > 0 && p95 >= median);
	}

	private static long orZero(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

}
