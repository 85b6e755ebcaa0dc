package dev.perigee.election;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Whether the client goes to regions that gateways tell of, besides those that it was
 * configured with, and where these may be.
 *
 * @param enabled whether it does
 * @param allowedHosts host names, {@code *.example.com} for any below; empty for any at
 * all
 */
public record DiscoveryOptions(boolean enabled, List<String> allowedHosts) {

	/** Any host whose certificate is believed. */
	public static final DiscoveryOptions DEFAULT = new DiscoveryOptions(true, List.of());

	/** The configured regions only. */
	public static final DiscoveryOptions NONE = new DiscoveryOptions(false, List.of());

	private static final String BELOW = "*.";

	public DiscoveryOptions {
		allowedHosts = List.copyOf(allowedHosts);
		allowedHosts.forEach((host) -> {
			String name = host.startsWith(BELOW) ? host.substring(BELOW.length()) : host;
			if (name.isBlank() || name.contains("*") || name.contains("/")) {
				throw new InvalidSettingException("election.discovery.allowed-hosts", "'" + host + "' is no host name",
						"Set host names like gateway.example.com, or *.example.com for all below example.com.");
			}
		});
	}

	/** Tells whether gateways may send the client there. */
	boolean allows(URI endpoint) {
		String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
		return this.allowedHosts.isEmpty() || this.allowedHosts.stream()
			.map((allowed) -> allowed.toLowerCase(Locale.ROOT))
			.anyMatch((allowed) -> allowed.startsWith(BELOW) ? host.endsWith(allowed.substring(1))
					: host.equals(allowed));
	}

}
