package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.probe.RttEstimate;

/**
 * How long a gateway may take to let the session in while nothing carries the traffic and
 * another one could be tried: a few round trips. Doubled with each gateway that was given
 * up, so that when all of them are slow nobody is given up for ever. Pure.
 */
final class Patience {

	/** What a busy gateway takes beyond the round trip, at the least. */
	private static final Duration SLACK = Duration.ofMillis(100);

	private static final Duration LEAST = Duration.ofMillis(250);

	/**
	 * What a {@code HELLO} takes beyond the round trip: the token and the join barrier.
	 */
	private static final Duration COLD = Duration.ofSeconds(1);

	private static final int MAX_DOUBLINGS = 10;

	private Patience() {
	}

	/**
	 * Returns the bound of an attempt.
	 * @param rtt what is known of the path
	 * @param warm whether the gateway stands by already
	 * @param givenUp how many were given up in a row before
	 * @return how long to wait before the next candidate is tried
	 */
	static Duration bound(RttEstimate rtt, boolean warm, int givenUp) {
		Duration answer = Duration.ofNanos(2 * rtt.timeoutNanos(SLACK.toNanos()));
		Duration first = !warm ? answer.plus(COLD) : (answer.compareTo(LEAST) > 0) ? answer : LEAST;
		return first.multipliedBy(1L << Math.min(givenUp, MAX_DOUBLINGS));
	}

}
