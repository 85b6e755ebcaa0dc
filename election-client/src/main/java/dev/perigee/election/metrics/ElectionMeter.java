package dev.perigee.election.metrics;

import java.util.List;

import dev.perigee.election.MoveReason;

/**
 * The meters of the client. {@code region} and {@code transport} tags have as many values
 * as there are candidates.
 */
public enum ElectionMeter {

	/** Timer, by {@code region} and {@code transport}: round trip times of probes. */
	RTT("election.rtt", "Round trip times of probes", "region", "transport"),

	/**
	 * Counter, by {@code strategy} and the winner's {@code region} and {@code transport}
	 * ({@code none} without one): elections held.
	 */
	ELECTIONS("election.elections", "Elections held", "region", "transport", "strategy"),

	/**
	 * Counter, by {@code kind} ({@code migration}, {@code failover}), {@code reason} (see
	 * {@link MoveReason#id()}) and the new incumbent's {@code region} and
	 * {@code transport}: moves of the traffic.
	 */
	MOVES("election.moves", "Moves of the traffic to another connection", "region", "transport", "kind", "reason"),

	/** Timer: how long failovers left the client without a connection. */
	BLACKOUT("election.blackout", "Time without a connection during failovers"),

	/** Counter: times when no candidate could be used. */
	OUTAGES("election.outages", "Times when no candidate could be used"),

	/** Gauge: 1 while a connection carries traffic, else 0. */
	CONNECTED("election.connected", "Whether a connection carries traffic"),

	/** Counter: messages handed on to rooms. */
	RECEIVED("election.messages.received", "Messages handed on to rooms"),

	/** Counter: repetitions that were dropped. */
	REPEATED("election.messages.repeated", "Repeated messages that were dropped"),

	/** Counter: reliable messages that could not be had any more. */
	LOST("election.messages.lost", "Reliable messages that could not be had any more"),

	/** Counter: own unreliable messages that a connection could not send in time. */
	DROPPED("election.messages.dropped", "Own unreliable messages that could not be sent in time"),

	/** Gauge: own reliable messages that are not safe yet. */
	UNACKNOWLEDGED("election.messages.unacknowledged", "Own reliable messages that are not safe yet");

	private final String id;

	private final String description;

	private final List<String> tagNames;

	ElectionMeter(String id, String description, String... tagNames) {
		this.id = id;
		this.description = description;
		this.tagNames = List.of(tagNames);
	}

	/**
	 * Returns the meter's name.
	 * @return in Micrometer's notation
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns what it measures.
	 * @return for a dashboard
	 */
	public String description() {
		return this.description;
	}

	/** Returns what its tags are called. */
	List<String> tagNames() {
		return this.tagNames;
	}

}
