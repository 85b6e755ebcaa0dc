package dev.perigee.bench.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perigee.bench.Quantile;
import dev.perigee.election.Candidate;
import dev.perigee.lab.traffic.MessageLedger;

/**
 * What failovers cost. Also the shape of its JSON.
 *
 * @param rows one for each cause
 */
record FailoverReport(List<Row> rows) {

	FailoverReport {
		rows = List.copyOf(rows);
	}

	/** The report as a table. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%-12s %6s %10s %10s %10s %14s %14s %6s %9s %13s".formatted("cause", "count", "p50 ms", "p99 ms",
				"max ms", "runner-up ms", "p99 beyond ms", "lost", "repeated", "out of order"));
		this.rows.forEach((row) -> lines.add(row.line()));
		return lines;
	}

	/** Tells whether every message arrived once and in order. */
	boolean isFlawless() {
		return this.rows.stream().allMatch((row) -> row.lost() + row.repeated() + row.outOfOrder() == 0);
	}

	/**
	 * The failovers of one cause.
	 *
	 * @param cause what befell the incumbent
	 * @param count how many failovers
	 * @param blackoutMsP50 half of the blackouts were at most so long
	 * @param blackoutMsP99 99 % of the blackouts were at most so long
	 * @param blackoutMsMax the longest blackout
	 * @param runnerUpRttMs the median of the runner-up's round trip times before the
	 * faults; not in the JSON
	 * @param beyondMsP99 99 % of the blackouts were at most so much longer than the
	 * runner-up's round trip time; not in the JSON
	 * @param lost messages that never arrived
	 * @param repeated arrivals of a message that had arrived before
	 * @param outOfOrder arrivals after a later message of the same sender
	 */
	record Row(String cause, int count, double blackoutMsP50, double blackoutMsP99, double blackoutMsMax,
			@JsonIgnore double runnerUpRttMs, @JsonIgnore double beyondMsP99, long lost, long repeated,
			long outOfOrder) {

		static Row of(String cause, List<Failover> failovers, MessageLedger.Totals messages) {
			List<Duration> blackouts = failovers.stream().map(Failover::blackout).toList();
			List<Duration> runnerUps = failovers.stream().map(Failover::runnerUpRtt).toList();
			List<Duration> beyond = failovers.stream().map(Failover::beyondRunnerUp).toList();
			return new Row(cause, failovers.size(), Quantile.millis(blackouts, 0.5), Quantile.millis(blackouts, 0.99),
					Quantile.millis(blackouts, 1), Quantile.millis(runnerUps, 0.5), Quantile.millis(beyond, 0.99),
					messages.lost(), messages.repeated(), messages.outOfOrder());
		}

		private String line() {
			return "%-12s %6d %10.1f %10.1f %10.1f %14.1f %14.1f %6d %9d %13d".formatted(this.cause, this.count,
					this.blackoutMsP50, this.blackoutMsP99, this.blackoutMsMax, this.runnerUpRttMs, this.beyondMsP99,
					this.lost, this.repeated, this.outOfOrder);
		}

	}

	/**
	 * One failover.
	 *
	 * @param from the former incumbent
	 * @param to the new incumbent
	 * @param blackout the longest time in which one of the two got no new message, less
	 * the time between two messages
	 * @param runnerUpRtt the runner-up's round trip time before the fault
	 */
	record Failover(Candidate from, Candidate to, Duration blackout, Duration runnerUpRtt) {

		private Duration beyondRunnerUp() {
			return this.blackout.minus(this.runnerUpRtt);
		}

		@Override
		public String toString() {
			return "%s -> %s, blackout %.0f ms, runner-up at %.1f ms".formatted(this.from, this.to,
					this.blackout.toNanos() / 1e6, this.runnerUpRtt.toNanos() / 1e6);
		}

	}

}
