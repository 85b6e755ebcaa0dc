package dev.perigee.election.autoconfigure;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the election client. Values and their relations are checked where the
 * client is built, so that an application without Spring gets the same messages.
 *
 * @param enabled whether there is a client at all
 * @param autoStartup whether the client starts with the application
 * @param regions the regions by name, in order of preference among equals
 * @param token the room token; a TokenSupplier bean takes its place
 * @param strategy the rule of the election; an ElectionStrategy bean takes its place
 * @param period how long an election may take
 * @param interval between two probes of a candidate during an election, and of the
 * incumbent afterwards
 * @param standbyInterval between two probes of the runner-up
 * @param watchInterval between two probes of the others; 0s closes them after the
 * election
 * @param connectTimeout how long a dial may take, and the way from there into the rooms
 * @param maxConcurrentCandidates how many candidates are connected at once; of more, each
 * region is probed once and the best take part
 * @param reviewInterval how often candidates are looked at again that are not connected,
 * since there are too many
 * @param outboxSize how much of a room's reliable messages may be unacknowledged
 * @param adaptive how good the verdict of the strategy adaptive has to be
 * @param preference how much slower WebTransport may be and still be preferred
 * @param hysteresis what a challenger must show before a working connection is left
 * @param loadPenalty how much farther away a gateway looks that is full; in proportion
 * above half of its load
 * @param moves how often a working connection may be left by choice
 * @param memory what is carried from one run to the next
 * @param report what gateways are told of what this client has seen
 * @param discovery whether regions are found that were not configured
 * @param ssl which gateways are believed
 */
@ConfigurationProperties("election")
public record ElectionClientProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean autoStartup,
		@DefaultValue Map<String, Endpoints> regions, @Nullable String token,
		@DefaultValue("adaptive") Strategy strategy, @DefaultValue("3s") Duration period,
		@DefaultValue("200ms") Duration interval, @DefaultValue("1s") Duration standbyInterval,
		@DefaultValue("5s") Duration watchInterval, @DefaultValue("5s") Duration connectTimeout,
		@DefaultValue("8") int maxConcurrentCandidates, @DefaultValue("30m") Duration reviewInterval,
		@DefaultValue("1MB") DataSize outboxSize, @DefaultValue Adaptive adaptive,
		@DefaultValue WebTransportPreference preference, @DefaultValue Margins hysteresis,
		@DefaultValue("10ms") Duration loadPenalty, @DefaultValue Moves moves, @DefaultValue Memory memory,
		@DefaultValue Report report, @DefaultValue Discovery discovery, @DefaultValue Ssl ssl) {

	/** Keeps the token out of logs. */
	@Override
	public String toString() {
		return "ElectionClientProperties[regions=" + this.regions + ", strategy=" + this.strategy + "]";
	}

	/**
	 * The rules of an election.
	 */
	public enum Strategy {

		/** The lowest average round trip time over the whole period wins. */
		CLASSIC,

		/** The election ends as soon as an error is unlikely enough. */
		ADAPTIVE

	}

	/**
	 * The bound of the strategy adaptive: the winner is slower than the best by more than
	 * epsilon with a probability of at most alpha.
	 *
	 * @param epsilon a difference that nobody minds
	 * @param alpha the probability, 0.01 for 1 %
	 */
	public record Adaptive(@DefaultValue("5ms") Duration epsilon, @DefaultValue("0.01") double alpha) {
	}

	/**
	 * Where a region is dialled; at least one of the two.
	 *
	 * @param websocket a ws or wss URL
	 * @param webtransport an https URL
	 */
	public record Endpoints(@Nullable URI websocket, @Nullable URI webtransport) {
	}

	/**
	 * The bound of the preference for WebTransport.
	 *
	 * @param share a part of the WebSocket's round trip time, 0.1 for 10 %
	 * @param allowance added to it
	 */
	public record WebTransportPreference(@DefaultValue("0.1") double share, @DefaultValue("5ms") Duration allowance) {
	}

	/**
	 * What a challenger must show.
	 *
	 * @param margin it is at least this much faster
	 * @param share and takes at most this part of the incumbent's round trip time
	 * @param dwell all of this time long
	 */
	public record Margins(@DefaultValue("10ms") Duration margin, @DefaultValue("0.667") double share,
			@DefaultValue("10s") Duration dwell) {
	}

	/**
	 * How often a working connection may be left by choice; failovers are not limited.
	 *
	 * @param budget so many moves
	 * @param window within any time of this length
	 * @param probation for a candidate that has not failed for this long
	 */
	public record Moves(@DefaultValue("4") int budget, @DefaultValue("10m") Duration window,
			@DefaultValue("30s") Duration probation) {
	}

	/**
	 * What is carried from one run to the next.
	 *
	 * @param file where; nothing is remembered without it
	 * @param expiry how long a candidate counts as known to be good
	 * @param udpExpiry how long UDP counts as blocked, within a run as well
	 */
	public record Memory(@Nullable Path file, @DefaultValue("7d") Duration expiry,
			@DefaultValue("10m") Duration udpExpiry) {
	}

	/**
	 * What gateways are told: round trip times and moves, by region and transport;
	 * nothing of the user or the rooms.
	 *
	 * @param enabled whether anything is
	 * @param share how many of the clients tell, 0 to 1
	 * @param interval how often
	 */
	public record Report(@DefaultValue("true") boolean enabled, @DefaultValue("0.1") double share,
			@DefaultValue("1m") Duration interval) {
	}

	/**
	 * Whether the client goes to regions that gateways tell of, besides those that are
	 * configured.
	 *
	 * @param enabled whether it does
	 * @param allowedHosts where such gateways may be: host names, *.example.com for any
	 * below; empty for anywhere
	 */
	public record Discovery(@DefaultValue("true") boolean enabled, @DefaultValue List<String> allowedHosts) {
	}

	/**
	 * Which gateways are believed: the JDK's certificate authorities if nothing is set.
	 *
	 * @param bundle the name of an SSL bundle whose trust store is used
	 * @param certificateHashes SHA-256 hashes, in hexadecimal, of the only certificates
	 * that are believed
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue List<String> certificateHashes) {
	}

}
