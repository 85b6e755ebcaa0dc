package dev.perigee.gateway.nats;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The connection to NATS, with the names that nats-spring uses where it has one.
 *
 * @param server URLs of the region's servers, {@code nats://} or {@code tls://}
 * @param connectionName how the servers' monitoring calls this connection; the node's
 * name when not set
 * @param username the account's user
 * @param password the user's password
 * @param token a token instead of user and password
 * @param credentials path of a credentials file (JWT and nkey) instead of user and
 * password
 * @param sslBundle name of the SSL bundle to connect with; what it holds when a
 * connection is made counts
 * @param inboxPrefix first part of inbox subjects
 * @param connectionTimeout how long an attempt to connect may take
 * @param reconnectWait how long to wait between attempts, with as much jitter again
 * @param pingInterval how often a silent server is asked; two unanswered are a broken
 * connection
 * @param reconnectBufferSize how much to keep while disconnected: stale messages are
 * worthless
 * @param maxPendingMessages how many messages wait for the network; more are discarded
 * and counted
 */
@ConfigurationProperties("nats.spring")
public record NatsProperties(@DefaultValue("nats://127.0.0.1:4222") List<String> server,
		@Nullable String connectionName, @Nullable String username, @Nullable String password, @Nullable String token,
		@Nullable String credentials, @Nullable String sslBundle, @DefaultValue("_INBOX.") String inboxPrefix,
		@DefaultValue("2s") Duration connectionTimeout, @DefaultValue("250ms") Duration reconnectWait,
		@DefaultValue("2s") Duration pingInterval, @DefaultValue("0B") DataSize reconnectBufferSize,
		@DefaultValue("65536") int maxPendingMessages) {

	public NatsProperties {
		if (server.isEmpty()) {
			throw new IllegalArgumentException("nats.spring.server: at least one URL expected");
		}
		if ((username == null) != (password == null)) {
			throw new IllegalArgumentException("nats.spring.username, nats.spring.password: both or neither expected");
		}
		if (maxPendingMessages < 1) {
			throw new IllegalArgumentException(
					"nats.spring.max-pending-messages: more than 0 expected, was " + maxPendingMessages);
		}
	}

	/** Keeps the secrets out of logs. */
	@Override
	public String toString() {
		List<String> servers = this.server.stream().map((url) -> url.replaceFirst("//[^/]*@", "//***@")).toList();
		return "NatsProperties[server=" + servers + ", username=" + this.username + ", sslBundle=" + this.sslBundle
				+ "]";
	}

}
