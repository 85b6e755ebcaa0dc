package dev.perigee.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.perigee.protocol.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of a gateway, whatever its transport.
 *
 * @param region name of the region that this gateway serves
 * @param node name of this gateway in logs and in WELCOME; the host's name and a random
 * suffix when not set
 * @param publicWebsocketUrl where clients reach this gateway's WebSocket endpoint;
 * announced to all regions
 * @param publicWebtransportUrl where clients reach this gateway's WebTransport endpoint;
 * announced to all regions
 * @param allowedOrigins whose pages may connect from a browser; patterns
 * @param auth how tokens are verified
 * @param limits what a client may do
 * @param session how long and how much a session keeps
 * @param room how long and how much a room keeps
 * @param cluster how gateways watch each other
 * @param drain how long the sessions of a leaving gateway may take to move
 * @param memory how much may be kept in all
 */
@ConfigurationProperties("gateway")
public record GatewayProperties(@DefaultValue("local") String region, @Nullable String node,
		@Nullable URI publicWebsocketUrl, @Nullable URI publicWebtransportUrl,
		@DefaultValue("*") List<String> allowedOrigins, @DefaultValue Auth auth, @DefaultValue ClientLimits limits,
		@DefaultValue Session session, @DefaultValue Room room, @DefaultValue Cluster cluster,
		@DefaultValue Drain drain, @DefaultValue Memory memory) {

	public GatewayProperties {
		allowedOrigins = List.copyOf(allowedOrigins);
		require(limits.maxFrame().toBytes() <= session.maxReplayBytes() - ClientLimits.ENVELOPE_BYTES,
				"gateway.limits.max-frame",
				"1KB less than half of gateway.session.max-queue (" + session.maxQueue() + ") or less",
				limits.maxFrame());
		require(session.maxQueue().compareTo(room.replayBytes()) <= 0, "gateway.session.max-queue",
				"at most gateway.room.replay-bytes (" + room.replayBytes() + ", where a slow client resumes from)",
				session.maxQueue());
		require(session.maxQueueAge().compareTo(room.replayWindow()) < 0, "gateway.session.max-queue-age",
				"less than gateway.room.replay-window (" + room.replayWindow() + ", where a slow client resumes from)",
				session.maxQueueAge());
		require(region.matches("[A-Za-z0-9_-]{1,64}"), "gateway.region", "letters, digits, '-' and '_' only",
				"'" + region + "'");
		requireScheme("gateway.public-websocket-url", publicWebsocketUrl, Set.of("ws", "wss"));
		requireScheme("gateway.public-webtransport-url", publicWebtransportUrl, Set.of("https"));
	}

	/**
	 * How tokens are verified: with exactly one of a secret, a public key and a JWK set.
	 *
	 * @param secret the secret of HS256 tokens, at least 32 bytes; the profile 'dev'
	 * makes one when no keys are named
	 * @param publicKey PEM file with the public key, RSA or EC, of tokens; during a
	 * change with both
	 * @param jwkSetUri where the issuer of tokens publishes its keys
	 * @param jwkSetRefresh how often the published keys are fetched, so for how long at
	 * most a withdrawn one is good
	 * @param jwkSetCooldown how long after a fetch the next one may be, for a token that
	 * names a new key
	 * @param resumeSecret what resume tokens are signed with, at least 32 bytes, the same
	 * on all gateways; made of the secret when not set
	 * @param issuer the issuer that a token must name; not checked when not set
	 * @param audience the audience that a token must name; not checked when not set
	 * @param clockSkew how far the clock of the issuer may be off
	 */
	public record Auth(@Nullable String secret, @Nullable Resource publicKey, @Nullable URI jwkSetUri,
			@DefaultValue("5m") Duration jwkSetRefresh, @DefaultValue("1s") Duration jwkSetCooldown,
			@Nullable String resumeSecret, @Nullable String issuer, @Nullable String audience,
			@DefaultValue("30s") Duration clockSkew) {

		public Auth {
			// an empty variable of the environment is none
			secret = "".equals(secret) ? null : secret;
			resumeSecret = "".equals(resumeSecret) ? null : resumeSecret;
			require(!clockSkew.isNegative(), "gateway.auth.clock-skew", "0 or more", clockSkew);
			requireScheme("gateway.auth.jwk-set-uri", jwkSetUri, Set.of("http", "https"));
			requirePositive("gateway.auth.jwk-set-refresh", jwkSetRefresh);
			requirePositive("gateway.auth.jwk-set-cooldown", jwkSetCooldown);
		}

		/** Keeps the secrets out of logs. */
		@Override
		public String toString() {
			return "Auth[publicKey=" + this.publicKey + ", jwkSetUri=" + this.jwkSetUri + ", issuer=" + this.issuer
					+ ", audience=" + this.audience + ", clockSkew=" + this.clockSkew + "]";
		}
	}

	/**
	 * What a client may do.
	 *
	 * @param maxFrame the longest frame that is read
	 * @param maxRooms how many rooms a session may be in
	 * @param maxProbesPerSecond how many probes a connection may send a second
	 * @param maxSessions how many sessions make this gateway full; its load is measured
	 * against it, and beyond it only those come in who come from another gateway: a
	 * quarter more
	 * @param maxConnections how many connections there may be: those that only probe, and
	 * those that stand by, included
	 * @param attachesPerSecond how many sessions this gateway takes in a second; clients
	 * that lost another gateway spread their arrival by it
	 * @param activatesPerSecond how many more it takes that stand by, which costs much
	 * less
	 * @param handshakesPerSecond how many clients may connect in a second; beyond it they
	 * are turned away before TLS
	 * @param handshakesPerAddress how many of them from an IPv4 address or an IPv6 /64
	 * @param unfinishedHandshakes how many connections over QUIC may have no session yet;
	 * clients have to prove their address when half of them are there, and one address
	 * may have a quarter
	 * @param connectionsPerAddress how many connections an IPv4 address or an IPv6 /64
	 * may have
	 * @param connectionsPerUser how many connections a user may have, standbys among them
	 * @param framesPerSecond how many frames but for probes a connection may send a
	 * second, ten times as many at once
	 * @param bytesPerSecond how much a connection may send a second, ten times as much at
	 * once
	 * @param requestsPerSecond how many control frames a connection may send a second,
	 * and four more for each room at once
	 * @param maxUnfinished how much of messages on streams of their own may have arrived
	 * while they are not whole; without a session a frame's length
	 * @param unauthenticatedLifetime how long a connection lives without a session or a
	 * probe
	 */
	public record ClientLimits(@DefaultValue("64KB") DataSize maxFrame, @DefaultValue("64") int maxRooms,
			@DefaultValue("50") int maxProbesPerSecond, @DefaultValue("10000") int maxSessions,
			@DefaultValue("40000") int maxConnections, @DefaultValue("500") int attachesPerSecond,
			@DefaultValue("2000") int activatesPerSecond, @DefaultValue("1000") int handshakesPerSecond,
			@DefaultValue("500") int handshakesPerAddress, @DefaultValue("1000") int unfinishedHandshakes,
			@DefaultValue("2000") int connectionsPerAddress, @DefaultValue("100") int connectionsPerUser,
			@DefaultValue("1000") int framesPerSecond, @DefaultValue("2MB") DataSize bytesPerSecond,
			@DefaultValue("50") int requestsPerSecond, @DefaultValue("1MB") DataSize maxUnfinished,
			@DefaultValue("10s") Duration unauthenticatedLifetime) {

		/** A message grows by less than this on its way to other members. */
		private static final int ENVELOPE_BYTES = 1024;

		public ClientLimits {
			require(maxFrame.toBytes() >= 1024 && maxFrame.toBytes() <= Limits.MAX_FRAME_BYTES - ENVELOPE_BYTES,
					"gateway.limits.max-frame", "1KB to 1023KB", maxFrame);
			requirePositive("gateway.limits.max-rooms", maxRooms);
			requirePositive("gateway.limits.max-probes-per-second", maxProbesPerSecond);
			requirePositive("gateway.limits.max-sessions", maxSessions);
			requirePositive("gateway.limits.max-connections", maxConnections);
			requirePositive("gateway.limits.attaches-per-second", attachesPerSecond);
			requirePositive("gateway.limits.activates-per-second", activatesPerSecond);
			requirePositive("gateway.limits.handshakes-per-second", handshakesPerSecond);
			requirePositive("gateway.limits.handshakes-per-address", handshakesPerAddress);
			requirePositive("gateway.limits.unfinished-handshakes", unfinishedHandshakes);
			requirePositive("gateway.limits.connections-per-address", connectionsPerAddress);
			requirePositive("gateway.limits.connections-per-user", connectionsPerUser);
			requirePositive("gateway.limits.frames-per-second", framesPerSecond);
			requirePositive("gateway.limits.bytes-per-second", bytesPerSecond);
			requirePositive("gateway.limits.requests-per-second", requestsPerSecond);
			requirePositive("gateway.limits.max-unfinished", maxUnfinished);
			require(maxUnfinished.toBytes() >= maxFrame.toBytes() + ENVELOPE_BYTES, "gateway.limits.max-unfinished",
					"1KB more than gateway.limits.max-frame (" + maxFrame + ") or more", maxUnfinished);
			requirePositive("gateway.limits.unauthenticated-lifetime", unauthenticatedLifetime);
		}

		/**
		 * Returns what {@code WELCOME} announces.
		 * @return the limits of the wire
		 */
		public Limits toWire() {
			return new Limits((int) this.maxFrame.toBytes(), this.maxRooms, this.maxProbesPerSecond, this.maxSessions,
					this.attachesPerSecond, this.activatesPerSecond, this.framesPerSecond,
					this.bytesPerSecond.toBytes());
		}
	}

	/**
	 * How long and how much a session keeps.
	 *
	 * @param resumeGrace how long a session whose connection broke stays a member of its
	 * rooms
	 * @param resumeLifetime how long a resume token is good
	 * @param handover how long the older of two connections of a session lives on, so
	 * that the client can move without a break
	 * @param maxQueue how much may wait for a client that reads slowly
	 * @param maxQueueAge how long a reliable message may wait for it
	 * @param maxBatch how much leaves in one WebSocket message or one write
	 * @param unreliableTtl after this time an unreliable message is worth nothing
	 */
	public record Session(@DefaultValue("10s") Duration resumeGrace, @DefaultValue("24h") Duration resumeLifetime,
			@DefaultValue("5s") Duration handover, @DefaultValue("512KB") DataSize maxQueue,
			@DefaultValue("10s") Duration maxQueueAge, @DefaultValue("32KB") DataSize maxBatch,
			@DefaultValue("1s") Duration unreliableTtl) {

		public Session {
			require(!resumeGrace.isNegative(), "gateway.session.resume-grace", "0 or more", resumeGrace);
			requirePositive("gateway.session.resume-lifetime", resumeLifetime);
			require(!handover.isNegative(), "gateway.session.handover", "0 or more", handover);
			requirePositive("gateway.session.max-queue", maxQueue);
			requirePositive("gateway.session.max-queue-age", maxQueueAge);
			requirePositive("gateway.session.max-batch", maxBatch);
			require(maxBatch.toBytes() <= Limits.MAX_FRAME_BYTES, "gateway.session.max-batch", "at most 1MB", maxBatch);
			require(maxBatch.compareTo(maxQueue) <= 0, "gateway.session.max-batch",
					"at most gateway.session.max-queue (" + maxQueue + ")", maxBatch);
			requirePositive("gateway.session.unreliable-ttl", unreliableTtl);
		}

		/**
		 * Returns how much of the queue a replay may fill.
		 * @return bytes: half, so that what is new has a place
		 */
		public long maxReplayBytes() {
			return this.maxQueue.toBytes() / 2;
		}
	}

	/**
	 * How long and how much a room keeps.
	 *
	 * @param replayWindow how long a reliable message can be replayed
	 * @param replayBytes how much of a room can be replayed
	 * @param linger how long a room stays subscribed after its last member on this node
	 * @param syncTimeout how long a join waits for the answers of other nodes
	 * @param digestInterval how often a node tells others what it holds, while that
	 * changes
	 */
	public record Room(@DefaultValue("30s") Duration replayWindow, @DefaultValue("1MB") DataSize replayBytes,
			@DefaultValue("30s") Duration linger, @DefaultValue("500ms") Duration syncTimeout,
			@DefaultValue("1s") Duration digestInterval) {

		public Room {
			requirePositive("gateway.room.replay-window", replayWindow);
			requirePositive("gateway.room.replay-bytes", replayBytes);
			require(!linger.isNegative(), "gateway.room.linger", "0 or more", linger);
			requirePositive("gateway.room.sync-timeout", syncTimeout);
			requirePositive("gateway.room.digest-interval", digestInterval);
		}
	}

	/**
	 * How gateways watch each other.
	 *
	 * @param announceInterval how often a node announces itself
	 * @param deadAfter a node silent for this time is dead
	 * @param regionExpiry a region silent for this time is not told of any more, if
	 * another one is heard
	 * @param ackInterval reliable messages of this time are confirmed together
	 */
	public record Cluster(@DefaultValue("1s") Duration announceInterval, @DefaultValue("3s") Duration deadAfter,
			@DefaultValue("5m") Duration regionExpiry, @DefaultValue("5ms") Duration ackInterval) {

		public Cluster {
			requirePositive("gateway.cluster.announce-interval", announceInterval);
			require(deadAfter.compareTo(announceInterval) > 0, "gateway.cluster.dead-after",
					"longer than gateway.cluster.announce-interval (" + announceInterval + ")", deadAfter);
			require(regionExpiry.compareTo(deadAfter) >= 0, "gateway.cluster.region-expiry",
					"gateway.cluster.dead-after (" + deadAfter + ") or longer", regionExpiry);
			requirePositive("gateway.cluster.ack-interval", ackInterval);
		}
	}

	/**
	 * How long the sessions of a leaving gateway may take to move.
	 *
	 * @param window when the Actuator endpoint {@code drain} is told to drain
	 * @param onShutdownWindow when the process is told to end; 0 closes them at once
	 */
	public record Drain(@DefaultValue("30s") Duration window, @DefaultValue("5s") Duration onShutdownWindow) {

		public Drain {
			requirePositive("gateway.drain.window", window);
			require(!onShutdownWindow.isNegative(), "gateway.drain.on-shutdown-window", "0 or more", onShutdownWindow);
		}
	}

	/**
	 * How much may be kept in all.
	 *
	 * @param max what waits for slow clients, can be replayed, or is held outside of the
	 * heap; half of the largest heap when not set
	 */
	public record Memory(@Nullable DataSize max) {

		private static final long MIN_BYTES = 16L * 1024 * 1024;

		public Memory {
			require(max == null || max.toBytes() >= MIN_BYTES, "gateway.memory.max", "16MB or more", max);
		}

		/**
		 * Returns what is meant.
		 * @return bytes
		 */
		public long maxBytes() {
			return (this.max != null) ? this.max.toBytes() : Runtime.getRuntime().maxMemory() / 2;
		}
	}

	private static void requireScheme(String property, @Nullable URI url, Set<String> schemes) {
		require(url == null || schemes.contains(url.getScheme()), property, "a URL with the scheme " + schemes, url);
	}

	private static void requirePositive(String property, Duration value) {
		require(!value.isNegative() && !value.isZero(), property, "more than 0", value);
	}

	private static void requirePositive(String property, DataSize value) {
		require(value.toBytes() > 0 && value.toBytes() <= Integer.MAX_VALUE, property, "1B to 2GB", value);
	}

	private static void requirePositive(String property, int value) {
		require(value > 0, property, "more than 0", value);
	}

	private static void require(boolean condition, String property, String expected, @Nullable Object value) {
		if (!condition) {
			throw new IllegalArgumentException(property + ": " + expected + " expected, was " + value);
		}
	}

}
