package dev.perigee.gateway.nats;

import javax.net.ssl.SSLContext;

import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/**
 * Translates properties to what jnats takes: never give up, never block a publisher, no
 * echo of one's own messages.
 */
final class NatsOptions {

	private final NatsProperties properties;

	private final @Nullable SSLContext tls;

	private final String connectionName;

	/**
	 * Takes the configuration.
	 * @param properties what is configured
	 * @param sslBundles where {@code nats.spring.ssl-bundle} is kept up to date
	 * @param defaultName what servers call the connection when nothing else is configured
	 * @throws InvalidConfigurationPropertyValueException when there is no such bundle
	 */
	NatsOptions(NatsProperties properties, SslBundles sslBundles, String defaultName) {
		this.properties = properties;
		this.tls = (properties.sslBundle() != null) ? tls(sslBundles, properties.sslBundle()) : null;
		this.connectionName = (properties.connectionName() != null) ? properties.connectionName() : defaultName;
	}

	private static SSLContext tls(SslBundles bundles, String name) {
		try {
			return BundleSslContext.follow(bundles, name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException("nats.spring.ssl-bundle", name,
					"There is no SSL bundle of this name: spring.ssl.bundle.pem." + name
							+ ".truststore.certificate makes one.");
		}
	}

	Options build(ConnectionListener connections, ErrorListener errors) {
		Options.Builder builder = Options.builder()
			.servers(this.properties.server().toArray(String[]::new))
			.connectionName(this.connectionName)
			.inboxPrefix(this.properties.inboxPrefix())
			.connectionTimeout(this.properties.connectionTimeout())
			.maxReconnects(-1)
			.reconnectWait(this.properties.reconnectWait())
			.reconnectJitter(this.properties.reconnectWait())
			.reconnectJitterTls(this.properties.reconnectWait())
			.pingInterval(this.properties.pingInterval())
			.reconnectBufferSize(this.properties.reconnectBufferSize().toBytes())
			.maxMessagesInOutgoingQueue(this.properties.maxPendingMessages())
			.discardMessagesWhenOutgoingQueueFull()
			.noEcho()
			// the others dial an address, and ask the certificate for that one
			.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
			.connectionListener(connections)
			.errorListener(errors);
		authenticate(builder);
		if (this.tls != null) {
			builder.sslContext(this.tls);
		}
		return builder.build();
	}

	private void authenticate(Options.Builder builder) {
		if (this.properties.credentials() != null) {
			builder.authHandler(Nats.credentials(this.properties.credentials()));
		}
		else if (this.properties.username() != null) {
			builder.userInfo(toChars(this.properties.username()), toChars(this.properties.password()));
		}
		else if (this.properties.token() != null) {
			builder.token(toChars(this.properties.token()));
		}
	}

	private static char[] toChars(@Nullable String text) {
		return (text != null) ? text.toCharArray() : new char[0];
	}

}
