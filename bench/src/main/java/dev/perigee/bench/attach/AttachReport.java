package dev.perigee.bench.attach;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What sessions cost a gateway on their way in. Also the shape of its JSON.
 *
 * @param sessions how many of each round took each step
 * @param rows one for each gateway and step
 */
record AttachReport(int sessions, List<Row> rows) {

	AttachReport {
		rows = List.copyOf(rows);
	}

	/**
	 * Returns a gateway's rows.
	 * @param gateway which
	 * @param sessions how many took each step of a round
	 * @param rounds the gateway's CPU time for each step; at least one
	 */
	static List<Row> rows(String gateway, int sessions, List<Map<Step, Duration>> rounds) {
		List<Map<Step, Duration>> warm = rounds.subList(rounds.size() / 2, rounds.size());
		double newcomer = meanMs(warm, Step.CONNECT) + meanMs(warm, Step.HELLO);
		return Arrays.stream(Step.values())
			.map((step) -> new Row(gateway, step, meanMs(rounds.subList(0, 1), step) / sessions,
					meanMs(warm, step) / sessions, meanMs(warm, step) / newcomer))
			.toList();
	}

	private static double meanMs(List<Map<Step, Duration>> rounds, Step step) {
		return rounds.stream()
			.mapToLong((round) -> round.getOrDefault(step, Duration.ZERO).toNanos())
			.average()
			.orElseThrow() / 1e6;
	}

	/** Returns the report for people. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("CPU time of the gateway for a session, ms; %d sessions a round".formatted(this.sessions));
		lines.add(
				"%-12s %-10s %12s %8s  %s".formatted("gateway", "step", "first round", "warm", "of connect and HELLO"));
		this.rows.forEach((row) -> lines.add(row.line()));
		return lines;
	}

	/**
	 * A gateway's CPU time for a step.
	 *
	 * @param gateway which
	 * @param step which
	 * @param firstRoundCpuMs for a session of the first round, when little is compiled
	 * @param warmCpuMs for a session of the later half of the rounds
	 * @param ofNewcomer what part that is of CONNECT and HELLO together
	 */
	record Row(String gateway, Step step, double firstRoundCpuMs, double warmCpuMs, double ofNewcomer) {

		private String line() {
			return String.format(Locale.ROOT, "%-12s %-10s %12.3f %8.3f  %.1f %%", this.gateway, this.step,
					this.firstRoundCpuMs, this.warmCpuMs, 100 * this.ofNewcomer);
		}

	}

}
