package dev.perigee.bench.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.perigee.bench.Quantile;

/**
 * How long clients took. Also the shape of its JSON.
 *
 * @param rows one for each setting
 * @param addedMs how much later the first candidate was usable among all than the faster
 * of the two alone, by the medians
 * @param udpDroppedAddedMs how much later the election ended with all UDP dropped than
 * without WebTransport, by the medians
 */
record StartReport(List<Row> rows, double addedMs, double udpDroppedAddedMs) {

	StartReport {
		rows = List.copyOf(rows);
	}

	static StartReport of(Map<Setting, List<Start>> starts) {
		double alone = Math.min(median(starts, Setting.WEBSOCKET_ALONE, Start::usable),
				median(starts, Setting.WEBTRANSPORT_ALONE, Start::usable));
		return new StartReport(
				starts.entrySet().stream().map((entry) -> Row.of(entry.getKey(), entry.getValue())).toList(),
				median(starts, Setting.ALL, Start::usable) - alone, median(starts, Setting.UDP_DROPPED, Start::elected)
						- median(starts, Setting.WEBSOCKET_ONLY, Start::elected));
	}

	private static double median(Map<Setting, List<Start>> starts, Setting setting, Function<Start, Duration> time) {
		return Quantile.millis(starts.getOrDefault(setting, List.of()).stream().map(time).toList(), 0.5);
	}

	/** The report as a table. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%-20s %6s %14s %14s %16s %16s".formatted("setting", "count", "usable p50 ms", "usable p95 ms",
				"connected p50 ms", "elected p50 ms"));
		this.rows.forEach((row) -> lines.add(row.line()));
		lines.add("usable among all later than the faster one alone: %.1f ms".formatted(this.addedMs));
		lines
			.add("elected with UDP dropped later than without WebTransport: %.1f ms".formatted(this.udpDroppedAddedMs));
		return lines;
	}

	/**
	 * The starts of one setting.
	 *
	 * @param setting what the client might choose from
	 * @param count how many starts
	 * @param usableMsP50 half of the clients had a usable candidate after that time
	 * @param usableMsP95 95 % of the clients had a usable candidate after that time
	 * @param connectedMsP50 half of the clients had traffic after that time
	 * @param electedMsP50 half of the elections were over after that time
	 */
	record Row(String setting, int count, double usableMsP50, double usableMsP95, double connectedMsP50,
			double electedMsP50) {

		private static Row of(Setting setting, List<Start> starts) {
			List<Duration> usable = starts.stream().map(Start::usable).toList();
			return new Row(setting.toString(), starts.size(), Quantile.millis(usable, 0.5),
					Quantile.millis(usable, 0.95), Quantile.millis(starts.stream().map(Start::connected).toList(), 0.5),
					Quantile.millis(starts.stream().map(Start::elected).toList(), 0.5));
		}

		private String line() {
			return "%-20s %6d %14.1f %14.1f %16.1f %16.1f".formatted(this.setting, this.count, this.usableMsP50,
					this.usableMsP95, this.connectedMsP50, this.electedMsP50);
		}

	}

	/**
	 * One start of a client.
	 *
	 * @param usable until the first candidate had answered a probe
	 * @param connected until traffic flowed
	 * @param elected until the election was over
	 */
	record Start(Duration usable, Duration connected, Duration elected) {
	}

}
