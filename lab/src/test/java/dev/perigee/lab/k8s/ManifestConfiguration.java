package dev.perigee.lab.k8s;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.perigee.lab.nats.NatsConfiguration;
import dev.perigee.lab.nats.ServerAddresses;
import dev.perigee.lab.nats.ServerConfig;

/**
 * Lets nats-servers of the lab start from what is in the manifests: only addresses and
 * directories are replaced, each by that of the same server, and regions that the lab
 * does not have are where nobody answers.
 */
final class ManifestConfiguration implements NatsConfiguration {

	/** Ports that nobody listens on. */
	private static final List<InetSocketAddress> NOBODY = IntStream.rangeClosed(1, 3)
		.mapToObj((port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
		.toList();

	private volatile Map<String, Manifests> regions;

	ManifestConfiguration(Map<String, Manifests> regions) {
		this.regions = regions;
	}

	/** Takes other manifests for what is written from now on. */
	void update(Map<String, Manifests> rendered) {
		this.regions = rendered;
	}

	@Override
	public String of(ServerConfig server, Path home) {
		String text = this.regions.get(server.region()).file("nats-config", "nats-server.conf");
		for (Map.Entry<String, String> replacement : replacements(server, home, new NatsConfigText(text)).entrySet()) {
			if (!text.contains(replacement.getKey())) {
				throw new IllegalStateException("The manifests say nothing of " + replacement.getKey());
			}
			text = text.replace(replacement.getKey(), replacement.getValue());
		}
		return text;
	}

	private static Map<String, String> replacements(ServerConfig server, Path home, NatsConfigText config) {
		Map<String, String> replacements = new LinkedHashMap<>();
		replacements.put("0.0.0.0:4222", ServerAddresses.text(server.addresses().client()));
		replacements.put("0.0.0.0:6222", ServerAddresses.text(server.addresses().cluster()));
		replacements.put("0.0.0.0:7222", ServerAddresses.text(server.addresses().gateway()));
		replacements.put("0.0.0.0:8222", ServerAddresses.text(server.addresses().monitor()));
		replacements.put("/etc/nats/tls", home.toString());
		replacements.put("/run/nats", home.toString());
		putAll(replacements, config.routes(), server.routes());
		config.gateways().forEach((region, addresses) -> {
			putAll(replacements, addresses, server.gateways().getOrDefault(region, NOBODY));
		});
		return replacements;
	}

	private static void putAll(Map<String, String> replacements, List<String> named, List<InetSocketAddress> real) {
		for (int index = 0; index < named.size(); index++) {
			replacements.put(named.get(index), ServerAddresses.text(real.get(index)));
		}
	}

}
