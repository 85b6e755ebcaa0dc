package dev.perigee.election;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the builder hands to the parts of the client.
 *
 * @param dialling how candidates are dialled
 * @param election how an election goes
 * @param monitoring how it goes on afterwards
 * @param session how the session and its rooms behave
 */
record Settings(Dialling dialling, Election election, Monitoring monitoring, Sessions session) {

	/**
	 * How candidates are dialled.
	 *
	 * @param connectTimeout the bound of a dial
	 * @param interval between the probes of an election, and of the incumbent
	 * @param backoff between the dials of a candidate
	 */
	record Dialling(Duration connectTimeout, Duration interval, Backoff backoff) {
	}

	/**
	 * How an election goes.
	 *
	 * @param strategy the rule
	 * @param period how long it may take
	 * @param interval between two rounds of probes
	 * @param maxConcurrentCandidates how many candidates are connected at once
	 * @param reviewInterval how often those that are not connected are looked at again
	 * @param wallClock dates the record
	 */
	record Election(ElectionStrategy strategy, Duration period, Duration interval, int maxConcurrentCandidates,
			Duration reviewInterval, InstantSource wallClock) {
	}

	/**
	 * How it goes on after the election.
	 *
	 * @param standbyInterval between the probes of the runner-up
	 * @param watchInterval between the probes of the others; zero closes them
	 * @param preference for WebTransport, when ranking live
	 * @param hysteresis what a challenger must show
	 * @param random spreads the probes
	 */
	record Monitoring(Duration standbyInterval, Duration watchInterval, Preference preference, Hysteresis hysteresis,
			RandomGenerator random) {
	}

	/**
	 * How the session and its rooms behave.
	 *
	 * @param tokens where room tokens come from
	 * @param attachTimeout how long a gateway may take from {@code HELLO} to the last
	 * {@code JOINED}
	 * @param outboxBytes how much of a room's reliable messages may be unacknowledged
	 * @param tail how long a reliable message is kept for a repetition
	 */
	record Sessions(TokenSupplier tokens, Duration attachTimeout, int outboxBytes, Duration tail) {
	}

}
