package dev.perigee.gateway.telemetry;

import dev.perigee.protocol.Transport;

/**
 * One candidate as one user sees it.
 *
 * @param region its region, one that this gateway knows
 * @param transport its transport
 * @param state whether it is good
 * @param medianMicros the median round trip time, 0 when nothing came back
 * @param p95Micros the round trip time that one in twenty exceeds, 0 when it was not said
 */
record Reading(String region, Transport transport, State state, long medianMicros, long p95Micros) {

	/** Whether a candidate is good. */
	enum State {

		/** It answers. */
		OK,

		/** It answers, but of three probes or more at least one in five was lost. */
		LOSSY,

		/** It can't be reached. */
		FAILED;

		private static final int LOST = 3;

		private static final int ONE_IN = 5;

		static State of(boolean failed, int probes, int lost) {
			if (failed) {
				return FAILED;
			}
			return (lost >= LOST && (long) lost * ONE_IN >= probes) ? LOSSY : OK;
		}

	}

	boolean isBad() {
		return this.state != State.OK;
	}

	boolean hasRtt() {
		return this.medianMicros > 0;
	}

}
