package dev.perigee.bench.coldstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.perigee.bench.Quantile;

/**
 * How a gateway starts in each form. Also the shape of its JSON.
 *
 * @param gateway which one
 * @param rows one for each form
 * @param readyRatio how much longer the executable jar takes than the image, by the
 * medians
 * @param cpuRatio how much more CPU it needs
 */
record ColdStartReport(String gateway, List<Row> rows, double readyRatio, double cpuRatio) {

	private static final double MEBIBYTE = 1 << 20;

	ColdStartReport {
		rows = List.copyOf(rows);
	}

	static ColdStartReport of(String gateway, Map<Form, List<ColdStart>> starts) {
		List<Row> rows = starts.entrySet().stream().map((entry) -> Row.of(entry.getKey(), entry.getValue())).toList();
		return new ColdStartReport(gateway, rows, ratio(starts, ColdStart::ready), ratio(starts, ColdStart::cpu));
	}

	private static double ratio(Map<Form, List<ColdStart>> starts, Function<ColdStart, Duration> time) {
		return median(starts.getOrDefault(Form.EXECUTABLE_JAR, List.of()), time)
				/ median(starts.getOrDefault(Form.IMAGE, List.of()), time);
	}

	private static double median(List<ColdStart> starts, Function<ColdStart, Duration> time) {
		return Quantile.millis(starts.stream().map(time).toList(), 0.5);
	}

	/** The report as a table. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%-24s %6s %13s %13s %11s %14s".formatted(this.gateway, "count", "ready p50 ms", "ready max ms",
				"cpu p50 ms", "resident MiB"));
		this.rows.forEach((row) -> lines.add(row.line()));
		lines.add("the executable jar takes %.2f times as long as the image, and %.2f times the CPU"
			.formatted(this.readyRatio, this.cpuRatio));
		return lines;
	}

	/**
	 * The starts in one form.
	 *
	 * @param form the form
	 * @param count how many starts
	 * @param readyMsP50 half of them were ready after that time
	 * @param readyMsMax all of them were
	 * @param cpuMsP50 half of them had used no more CPU by then
	 * @param residentMiBP50 half of them had no more memory by then
	 */
	record Row(String form, int count, double readyMsP50, double readyMsMax, double cpuMsP50, double residentMiBP50) {

		private static Row of(Form form, List<ColdStart> starts) {
			List<Duration> ready = starts.stream().map(ColdStart::ready).toList();
			long[] resident = starts.stream().mapToLong(ColdStart::residentBytes).sorted().toArray();
			return new Row(form.toString(), starts.size(), Quantile.millis(ready, 0.5), Quantile.millis(ready, 1),
					median(starts, ColdStart::cpu), resident[(resident.length - 1) / 2] / MEBIBYTE);
		}

		private String line() {
			return "%-24s %6d %13.0f %13.0f %11.0f %14.0f".formatted(this.form, this.count, this.readyMsP50,
					this.readyMsMax, this.cpuMsP50, this.residentMiBP50);
		}

	}

}
