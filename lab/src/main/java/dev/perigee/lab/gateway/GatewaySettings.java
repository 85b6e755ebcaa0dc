package dev.perigee.lab.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

import dev.perigee.lab.nats.NatsCredentials;
import dev.perigee.lab.tls.Identity;

/**
 * What all gateways of one region are told.
 *
 * @param region its name
 * @param natsServers the client URLs of its nats-servers
 * @param natsCredentials how to log in there
 * @param natsAuthority whom to trust there
 * @param identity certificate of the WebTransport endpoint
 * @param tokens whose tokens to take
 */
public record GatewaySettings(String region, List<URI> natsServers, NatsCredentials natsCredentials, Path natsAuthority,
		Identity identity, DevTokens tokens) {

	private static final String PAGES_OF_THIS_MACHINE = "http://localhost:[*]";

	private static final String NATS_BUNDLE = "nats";

	private static final String WEBTRANSPORT_BUNDLE = "webtransport";

	/**
	 * Copies the list.
	 */
	public GatewaySettings {
		natsServers = List.copyOf(natsServers);
	}

	/** Writes them down in the names of the gateways' configuration. */
	Properties toProperties() {
		Properties properties = new Properties();
		properties.put("gateway.region", this.region);
		properties.put("gateway.auth.secret", this.tokens.secret());
		properties.put("gateway.auth.issuer", DevTokens.ISSUER);
		properties.put("gateway.auth.audience", DevTokens.AUDIENCE);
		properties.put("gateway.allowed-origins", PAGES_OF_THIS_MACHINE);
		properties.put("gateway.wt.ssl-bundle", WEBTRANSPORT_BUNDLE);
		properties.put("nats.spring.server",
				this.natsServers.stream().map(URI::toString).collect(Collectors.joining(",")));
		properties.put("nats.spring.username", NatsCredentials.GATEWAY_USER);
		properties.put("nats.spring.password", this.natsCredentials.gatewayPassword());
		properties.put("nats.spring.ssl-bundle", NATS_BUNDLE);
		String bundles = "spring.ssl.bundle.pem.";
		properties.put(bundles + NATS_BUNDLE + ".truststore.certificate", file(this.natsAuthority));
		properties.put(bundles + WEBTRANSPORT_BUNDLE + ".keystore.certificate", file(this.identity.certificateFile()));
		properties.put(bundles + WEBTRANSPORT_BUNDLE + ".keystore.private-key", file(this.identity.keyFile()));
		return properties;
	}

	private static String file(Path path) {
		return "file:" + path.toAbsolutePath();
	}

}
