package dev.perigee.gateway.telemetry;

/**
 * What becomes of a report.
 */
public enum ReportOutcome {

	/** It was counted. */
	COUNTED,

	/** The user's last one was counted a moment ago. */
	TOO_SOON,

	/** As many users as this gateway looks at have reported lately. */
	TOO_MANY_USERS

}
