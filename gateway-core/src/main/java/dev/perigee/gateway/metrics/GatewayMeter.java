package dev.perigee.gateway.metrics;

import java.util.List;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

/**
 * Every meter of a gateway. No tag holds a user, a room or anything of a token.
 */
public enum GatewayMeter {

	/** Gauge: those that only probe, and those that stand by, among them. */
	CONNECTIONS("perigee.gateway.connections", "Open connections, greeted or not"),

	/** Gauge: over QUIC, from the first packet to the first session. */
	UNFINISHED_HANDSHAKES("perigee.gateway.unfinished.handshakes", "Handshakes that have led to no session yet"),

	/** Gauge: connections that have said HELLO. */
	SESSIONS("perigee.gateway.sessions", "Sessions attached to this node"),

	/** Gauge: connections that have said STANDBY, without a session. */
	STANDBYS("perigee.gateway.standbys", "Connections that stand by"),

	/** Gauge: rooms held, lingering ones among them. */
	ROOMS("perigee.gateway.rooms", "Rooms that this node holds"),

	/** Gauge: 0 to 255. */
	LOAD("perigee.gateway.load", "Load as clients are told"),

	/** Gauge: 1 while echoes say so. */
	OVERLOADED("perigee.gateway.overloaded", "1 while this node is full"),

	/** Gauge, tag {@code region}: this node is among those of its own. */
	NODES("perigee.gateway.nodes", "Gateways of a region that this node hears of", "region"),

	/** Gauge: 1 while the other regions can't be reached. */
	ISOLATED("perigee.gateway.isolated", "1 while this node is alone"),

	/** Gauge: 1 while this node is to be emptied. */
	DRAINING("perigee.gateway.draining", "1 while this node drains"),

	/** Gauge: bytes, each frame once for each client. */
	WAITING("perigee.gateway.waiting", "Bytes that wait for clients that take no more at the moment"),

	/** Gauge. */
	SLOW("perigee.gateway.slow", "Connections for which frames wait"),

	/** Gauge, tag {@code part}: frames, bookkeeping, direct. */
	MEMORY_USED("perigee.gateway.memory.used", "Bytes that count against gateway.memory.max", "part"),

	/** Gauge. */
	MEMORY_MAX("perigee.gateway.memory.max", "Bytes of gateway.memory.max"),

	/** Counter, tag {@code step}: UNRELIABLE, RINGS, SESSIONS, ATTACHES. */
	SHED("perigee.gateway.shed", "Messages, sessions and attaches given up for want of memory", "step"),

	/** Counter, tag {@code reason}: BYTES, AGE, MEMORY. */
	SLOW_CONSUMERS("perigee.gateway.slow.consumers", "Clients closed because they read too slowly", "reason"),

	/** Counter, tag {@code type}: a frame's type. */
	FRAMES_IN("perigee.gateway.frames.in", "Frames read from clients", "type"),

	/** Counter: frames handed to connections. */
	FRAMES_OUT("perigee.gateway.frames.out", "Frames written to clients"),

	/** Counter. */
	BYTES_OUT("perigee.gateway.bytes.out", "Bytes of frames written to clients"),

	/** Counter. */
	BYTES_IN("perigee.gateway.bytes.in", "Bytes of frames read from clients"),

	/** Counter: writes; frames.out over this is the batching. */
	BATCHES_OUT("perigee.gateway.batches.out", "Writes to clients"),

	/** Counter, tag {@code reason}: QUEUE, EXPIRED, DATAGRAM, STREAM, MEMORY. */
	DROPS("perigee.gateway.drops", "Unreliable messages dropped", "reason"),

	/** Counter, tag {@code limit}: a limit's name. */
	LIMITED("perigee.gateway.limited", "What was turned away by a limit", "limit"),

	/** Counter, tag {@code code}: a close code's name. */
	REFUSALS("perigee.gateway.refusals", "Refusals sent", "code"),

	/** Counter, tag {@code code}: a close code's name. */
	CLOSES("perigee.gateway.closes", "Connections that this node closed", "code"),

	/** Counter, tag {@code outcome}: SUCCESS, FAILURE. */
	KEY_FETCHES("perigee.gateway.key.fetches", "Fetches of the keys of tokens", "outcome"),

	/** Counter. */
	PROBES("perigee.gateway.probes", "Probes answered"),

	/** Timer, with buckets: from JOIN to JOINED. */
	JOIN_TIME("perigee.gateway.join.time", "Time a join takes"),

	/** Counter: joins that some node had not answered in time. */
	SYNC_TIMEOUTS("perigee.gateway.sync.timeouts", "Joins that did not wait for all nodes"),

	/** Timer, with buckets: from PUBLISH to the moment its ACK is due. */
	ACK_TIME("perigee.gateway.ack.time", "Time until a reliable message is safe"),

	/** Counter: messages that a digest of another node named. */
	RECOVERED("perigee.gateway.recovered", "Messages lost between nodes and asked for again"),

	/** Counter: the clients were told with GAP. */
	LOST("perigee.gateway.lost", "Messages lost between nodes that no node has any more"),

	/** Counter, tag {@code direction}: in, out. */
	BUS_MESSAGES("perigee.gateway.bus.messages", "Messages from and to other nodes", "direction"),

	/** Counter, tag {@code direction}: in, out. */
	BUS_BYTES("perigee.gateway.bus.bytes", "Bytes of messages from and to other nodes", "direction"),

	/** Counter. */
	BUS_RECONNECTS("perigee.gateway.bus.reconnects", "Connections to NATS that broke and came back"),

	/** Counter. */
	BUS_DISCARDS("perigee.gateway.bus.discards", "Messages that the bus discarded because its queue was full"),

	/** Counter. */
	BUS_MALFORMED("perigee.gateway.bus.malformed", "Messages of other nodes that could not be read"),

	/** Counter. */
	BUS_ERRORS("perigee.gateway.bus.errors", "Errors that the bus reported"),

	/**
	 * Histogram, tags {@code region}, {@code transport}, {@code network}: one value, the
	 * median, of each candidate in a report.
	 */
	USERS_RTT("perigee.users.rtt", "Median round trip times that users report", "region", "transport", "network"),

	/** Histogram, tags {@code region}, {@code transport}: as before. */
	USERS_RTT_P95("perigee.users.rtt.p95", "Round trip times that one in twenty of a user's probes exceeds", "region",
			"transport"),

	/**
	 * Counter, tags {@code region}, {@code transport}, {@code state}: OK, LOSSY, FAILED.
	 */
	USERS_CANDIDATES("perigee.users.candidates", "Candidates in reports, by how good they are", "region", "transport",
			"state"),

	/** Histogram, tag {@code best}: the region that would be better. */
	USERS_REGRET("perigee.users.regret", "How much farther users are from here than from their best region", "best"),

	/** Counter, tags {@code reason}, {@code from}: the region that was left. */
	USERS_MOVES("perigee.users.moves", "Moves that users report", "reason", "from"),

	/** Histogram, tag {@code from}: the region that was lost. */
	USERS_BLACKOUT("perigee.users.blackout", "How long failovers left users without a connection", "from"),

	/** Histogram. */
	USERS_FIRST_USABLE("perigee.users.first.usable", "From the start of clients until traffic flowed"),

	/** Counter. */
	USERS_ELECTIONS("perigee.users.elections", "Elections that users report"),

	/** Counter, tag {@code outcome}: COUNTED, TOO_SOON, TOO_MANY_USERS. */
	USERS_REPORTS("perigee.users.reports", "Reports of users", "outcome"),

	/** Counter: of candidates or moves that can't be. */
	USERS_IMPLAUSIBLE("perigee.users.implausible", "Statements in reports that were not believed"),

	/** Gauge. */
	USERS_REPORTING("perigee.users.reporting", "Users that have reported lately"),

	/** Gauge, tag {@code region}. */
	USERS_DEMAND("perigee.users.demand", "Users here whose best region this is", "region"),

	/** Gauge, tag {@code region}: the nearest one. */
	USERS_UNSERVED("perigee.users.unserved", "Users here that are far from every region", "region"),

	/** Gauge, tags {@code kind}, {@code subject}: 1 while it stands. */
	USERS_FAULT("perigee.users.fault", "What is bad by the votes of users", "kind", "subject"),

	/** Counter, tag {@code kind}. */
	USERS_FAULTS_RAISED("perigee.users.faults.raised", "Faults that users have voted", "kind");

	private final String meterName;

	private final String description;

	private final List<String> tagNames;

	GatewayMeter(String meterName, String description, String... tagNames) {
		this.meterName = meterName;
		this.description = description;
		this.tagNames = List.of(tagNames);
	}

	/**
	 * Returns the meter's name.
	 * @return a Micrometer name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Returns what it counts.
	 * @return one line
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Returns what its tags are called.
	 * @return names, in the order in which {@link #tags} takes their values
	 */
	public List<String> tagNames() {
		return this.tagNames;
	}

	/**
	 * Returns the tags of one of its series.
	 * @param values one for each tag
	 * @return names and values
	 * @throws IllegalArgumentException when it has more or fewer tags
	 */
	public Tags tags(String... values) {
		if (values.length != this.tagNames.size()) {
			throw new IllegalArgumentException(this.meterName + ": values for " + this.tagNames + " expected");
		}
		return Tags
			.of(IntStream.range(0, values.length).mapToObj((i) -> Tag.of(this.tagNames.get(i), values[i])).toList());
	}

}
