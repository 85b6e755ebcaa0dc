package dev.perigee.lab.demo;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.lab.traffic.MessageLedger;
import org.jspecify.annotations.Nullable;

/**
 * What a demonstration showed; its JSON is the one line that {@code bin/demo --json}
 * prints.
 *
 * @param home the region that the user lives in
 * @param winner what the first election chose
 * @param candidates the candidates as the election saw them
 * @param firstUsableMs from the start of the client to its first usable connection
 * @param decisionMs from the start of the client to the end of the first election
 * @param failovers the unplanned moves
 * @param messages what became of the messages
 */
public record DemoReport(String home, @Nullable Winner winner, List<CandidateLine> candidates,
		@Nullable Double firstUsableMs, @Nullable Double decisionMs, List<FailoverLine> failovers,
		MessageLedger.Totals messages) {

	/**
	 * Says what a demonstration must show and this one did not.
	 * @return one sentence each, empty when all is well
	 */
	List<String> faults() {
		List<String> faults = new ArrayList<>();
		if (this.winner == null) {
			faults.add("no region was elected");
		}
		else if (!this.winner.region().equals(this.home)) {
			faults.add("%s was elected for a user in %s".formatted(this.winner.region(), this.home));
		}
		if (this.failovers.isEmpty()) {
			faults.add("the elected gateway was killed, but the client did not fail over");
		}
		if (this.messages.received() == 0) {
			faults.add("no message arrived");
		}
		if (this.messages.lost() + this.messages.repeated() + this.messages.outOfOrder() > 0) {
			faults.add("%d messages lost, %d repeated, %d out of order".formatted(this.messages.lost(),
					this.messages.repeated(), this.messages.outOfOrder()));
		}
		return faults;
	}

	/**
	 * Tells the outcome to a person.
	 * @return lines of text
	 */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		if (this.winner != null) {
			lines.add("elected for a user in %s: %s over %s, %.1f ms".formatted(this.home, this.winner.region(),
					this.winner.transport(), this.winner.rttMs()));
		}
		lines.add("first usable connection after %.0f ms, decision after %.0f ms".formatted(this.firstUsableMs,
				this.decisionMs));
		for (FailoverLine failover : this.failovers) {
			lines.add("failover from %s to %s after %s: %.0f ms without traffic".formatted(failover.from(),
					failover.to(), failover.reason(), failover.blackoutMs()));
		}
		lines.add("%d messages: %d arrived, %d lost, %d repeated, %d out of order".formatted(this.messages.sent(),
				this.messages.received(), this.messages.lost(), this.messages.repeated(), this.messages.outOfOrder()));
		return lines;
	}

	/**
	 * The elected candidate.
	 *
	 * @param region its region
	 * @param transport {@code websocket} or {@code webtransport}
	 * @param rttMs the round trip time that it was chosen by
	 */
	public record Winner(String region, String transport, double rttMs) {
	}

	/**
	 * A candidate.
	 *
	 * @param region its region
	 * @param transport {@code websocket} or {@code webtransport}
	 * @param rttMs its round trip time, or {@code null} when it never echoed
	 * @param samples how many probes were echoed
	 * @param state what it was at the decision
	 */
	public record CandidateLine(String region, String transport, @Nullable Double rttMs, int samples, String state) {
	}

	/**
	 * An unplanned move.
	 *
	 * @param reason why
	 * @param from region and transport that were lost
	 * @param to region and transport that took over
	 * @param blackoutMs how long no traffic could flow
	 */
	public record FailoverLine(String reason, String from, String to, double blackoutMs) {
	}

}
