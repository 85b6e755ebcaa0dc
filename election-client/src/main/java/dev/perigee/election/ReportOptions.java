package dev.perigee.election;

import java.time.Duration;

/**
 * Whether and how often a client tells its gateway what it has measured and where it has
 * moved: numbers by region and transport, nothing of its user or its rooms.
 *
 * @param share how many of the clients do, 0 to 1; drawn when a client starts
 * @param interval how often, give or take 15 %
 */
public record ReportOptions(double share, Duration interval) {

	/** One client in ten, each minute. */
	public static final ReportOptions DEFAULT = new ReportOptions(0.1, Duration.ofMinutes(1));

	/** No client. */
	public static final ReportOptions NONE = new ReportOptions(0, DEFAULT.interval());

	public ReportOptions {
		InvalidSettingException.require(share >= 0 && share <= 1, "report.share", "0 to 1 expected, was " + share,
				"Set 0.1 for one client in ten, 1 for all, or election.report.enabled=false for none.");
		InvalidSettingException.requirePositive("report.interval", interval);
	}

}
