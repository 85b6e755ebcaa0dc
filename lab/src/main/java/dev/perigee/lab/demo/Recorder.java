package dev.perigee.lab.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionRecord;
import dev.perigee.election.Standings;
import dev.perigee.lab.traffic.MessageLedger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of the client's events and standings what the report needs, and says in plain
 * words what happens.
 */
final class Recorder {

	private final Consumer<String> narrator;

	/** All guarded by this. */
	private final List<DemoReport.FailoverLine> failovers = new ArrayList<>();

	private @Nullable Standings standings;

	private @Nullable Double firstUsableMs;

	private @Nullable Double decisionMs;

	private @Nullable ElectionRecord election;

	private Map<Candidate, String> statesAtDecision = Map.of();

	Recorder(Consumer<String> narrator) {
		this.narrator = narrator;
	}

	synchronized void record(Standings standings) {
		this.standings = standings;
	}

	synchronized @Nullable Standings standings() {
		return this.standings;
	}

	synchronized boolean hasElected() {
		return this.election != null;
	}

	/**
	 * Takes an event.
	 * @param event what happened
	 * @param sinceStart when
	 */
	void record(ConnectionEvent event, Duration sinceStart) {
		String text = note(event, sinceStart);
		if (text != null) {
			this.narrator.accept("%7.3f s  %s".formatted(sinceStart.toNanos() / 1e9, text));
		}
	}

	private synchronized @Nullable String note(ConnectionEvent event, Duration sinceStart) {
		if (event instanceof ConnectionEvent.CandidateUsable usable) {
			return usable.candidate() + " answers";
		}
		if (event instanceof ConnectionEvent.Connected connected) {
			if (this.firstUsableMs == null) {
				this.firstUsableMs = millis(connected.sinceStart());
			}
			return "traffic flows over " + connected.candidate() + " (the first usable one)";
		}
		if (event instanceof ConnectionEvent.Elected elected) {
			if (this.election == null) {
				this.election = elected.record();
				this.decisionMs = millis(sinceStart);
				this.statesAtDecision = states();
			}
			return elected.record().summary();
		}
		if (event instanceof ConnectionEvent.Migrated moved) {
			return "moved from %s to %s (%s)".formatted(moved.from(), moved.to(), moved.reason().id());
		}
		if (event instanceof ConnectionEvent.FailedOver failover) {
			this.failovers.add(new DemoReport.FailoverLine(failover.detail(), failover.from().toString(),
					failover.to().toString(), millis(failover.blackout())));
			return "failed over from %s to %s after %.0f ms (%s)".formatted(failover.from(), failover.to(),
					millis(failover.blackout()), failover.detail());
		}
		if (event instanceof ConnectionEvent.CandidateLost lost) {
			return lost.candidate() + " lost: " + lost.reason();
		}
		return null;
	}

	private Map<Candidate, String> states() {
		Map<Candidate, String> states = new HashMap<>();
		if (this.standings != null) {
			this.standings.standings()
				.forEach((standing) -> states.put(standing.candidate(),
						standing.state().name().toLowerCase(Locale.ROOT)));
		}
		return states;
	}

	/**
	 * Makes the report.
	 * @param home where the user lives
	 * @param messages what became of the messages
	 * @return the report
	 */
	synchronized DemoReport report(String home, MessageLedger.Totals messages) {
		List<DemoReport.CandidateLine> candidates = new ArrayList<>();
		DemoReport.Winner winner = null;
		if (this.election != null) {
			for (ElectionRecord.Entry entry : this.election.candidates()) {
				Candidate candidate = entry.candidate();
				Double rtt = (entry.score() != null) ? millis(entry.score()) : null;
				candidates.add(new DemoReport.CandidateLine(candidate.region(), candidate.transport().id(), rtt,
						this.election.snapshot().samplesOf(candidate).size(),
						this.statesAtDecision.getOrDefault(candidate, "unknown")));
				if (candidate.equals(this.election.winner()) && rtt != null) {
					winner = new DemoReport.Winner(candidate.region(), candidate.transport().id(), rtt);
				}
			}
		}
		return new DemoReport(home, winner, candidates, this.firstUsableMs, this.decisionMs,
				List.copyOf(this.failovers), messages);
	}

	/** To a microsecond: more is noise. */
	private static double millis(Duration duration) {
		return Math.round(duration.toNanos() / 1e3) / 1e3;
	}

}
