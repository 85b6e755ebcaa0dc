package dev.perigee.election;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import dev.perigee.election.memory.ElectionMemory;
import dev.perigee.election.memory.NetworkMemory;
import org.jspecify.annotations.Nullable;

/**
 * What the builder hands to the parts of the client.
 *
 * @param dialling how candidates are dialled
 * @param election how an election goes
 * @param monitoring how it goes on afterwards
 * @param session how the session and its rooms behave
 * @param memory what is carried from one run to the next
 * @param report whether and how often gateways are told what was seen
 * @param discovery whether regions are found that were not configured
 */
record Settings(Dialling dialling, Election election, Monitoring monitoring, Sessions session, Memory memory,
		ReportOptions report, DiscoveryOptions discovery) {

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

		Election by(ElectionStrategy other, Duration period) {
			return new Election(other, period, this.interval, this.maxConcurrentCandidates, this.reviewInterval,
					this.wallClock);
		}

	}

	/**
	 * What is carried from one run to the next.
	 *
	 * @param store where, or {@code null} for nowhere
	 * @param expiry how long a candidate counts as known to be good
	 * @param udpExpiry how long UDP counts as blocked, within a run as well
	 */
	record Memory(@Nullable ElectionMemory store, Duration expiry, Duration udpExpiry) {

		void remember(UnaryOperator<NetworkMemory> change) {
			if (this.store != null) {
				this.store.remember(change).subscribe();
			}
		}

	}

	/**
	 * How it goes on after the election.
	 *
	 * @param standbyInterval between the probes of the runner-up
	 * @param watchInterval between the probes of the others; zero closes them
	 * @param preference for WebTransport, when ranking live
	 * @param hysteresis what a challenger must show
	 * @param loadPenalty how much farther a loaded gateway looks
	 * @param moves how often the incumbent may be left by choice
	 * @param random spreads probes and moves
	 */
	record Monitoring(Duration standbyInterval, Duration watchInterval, Preference preference, Hysteresis hysteresis,
			LoadPenalty loadPenalty, MoveLimits moves, RandomGenerator random) {
	}

	/**
	 * How the session and its rooms behave.
	 *
	 * @param tokens where room tokens come from
	 * @param attachTimeout how long a gateway may take from {@code HELLO} to the last
	 * {@code JOINED}
	 * @param outboxBytes how much of a room's reliable messages may be unacknowledged
	 * @param tail how long a reliable message is kept for a repetition
	 * @param spread of the sessions of a gateway that died
	 */
	record Sessions(TokenSupplier tokens, Duration attachTimeout, int outboxBytes, Duration tail, AttachSpread spread) {
	}

}
