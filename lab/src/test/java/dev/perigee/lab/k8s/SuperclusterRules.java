package dev.perigee.lab.k8s;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;

import static dev.perigee.lab.k8s.WorkloadRules.when;

/**
 * The regions know each other by the same names: what one dials is what the other
 * advertises, has in its certificates, and lets external-dns point to its Services.
 */
final class SuperclusterRules {

	private static final String HOSTNAME = "external-dns.alpha.kubernetes.io/hostname";

	private static final Pattern CLIENT_URL = Pattern.compile("tls://([^,\\s]+)");

	private SuperclusterRules() {
	}

	static Stream<String> violations(Map<String, Manifests> regions) {
		return regions.entrySet()
			.stream()
			.flatMap((region) -> Stream
				.of(names(region.getKey(), region.getValue(), regions.keySet()), insideRegion(region.getValue()),
						gateways(region.getValue(), regions), publicUrls(region.getValue()),
						region.getValue().all(Certificate.class).flatMap(SuperclusterRules::certificate))
				.flatMap((violations) -> violations)
				.map((violation) -> region.getKey() + ": " + violation));
	}

	private static NatsConfigText config(Manifests manifests) {
		return new NatsConfigText(manifests.file("nats-config", "nats-server.conf"));
	}

	private static Stream<String> names(String region, Manifests manifests, Set<String> regions) {
		NatsConfigText config = config(manifests);
		String server = manifests.environment(manifests.workload("nats"), "nats").get("NATS_SERVER_NAME");
		return Stream.of(when(!region.equals(config.cluster()), "the cluster is called " + config.cluster()),
				when(!region.equals(config.gateway()), "the gateway is called " + config.gateway()),
				when(!region.equals(manifests.file("region", "REGION")), "gateways are told another region"),
				when(!server.startsWith('"' + region + '-'), "has servers called " + server + ", as others may be"),
				when(!regions.equals(config.gateways().keySet()), "knows the regions " + config.gateways().keySet()))
			.flatMap((violations) -> violations);
	}

	/** Routes, and where the gateways look for NATS. */
	private static Stream<String> insideRegion(Manifests manifests) {
		NatsConfigText config = config(manifests);
		Workload nats = manifests.workload("nats");
		List<String> certified = manifests.get(Certificate.class, "nats").getSpec().getDnsNames();
		Set<String> servers = nats.podNames().stream().map((pod) -> pod + ".nats").collect(Collectors.toSet());
		Matcher client = CLIENT_URL.matcher(manifests.file("gateway-config", "gateway.yaml"));
		Set<String> variables = config.variables();
		variables.removeAll(manifests.environment(nats, "nats").keySet());
		return Stream
			.of(when(!hosts(config.routes(), 6222).equals(servers), "routes lead to " + config.routes()),
					when(!hosts(client.results().map((match) -> match.group(1)).toList(), 4222).equals(servers),
							"gateways look for other nats-servers than " + servers),
					servers.stream()
						.filter((server) -> !certified.contains(server))
						.map((server) -> server + " is in no certificate"),
					variables.stream().map((variable) -> "nats-server gets no " + variable))
			.flatMap((violations) -> violations);
	}

	private static Set<String> hosts(List<String> addresses, int port) {
		return addresses.stream()
			.filter((address) -> address.endsWith(":" + port))
			.map((address) -> address.substring(0, address.indexOf(':')))
			.collect(Collectors.toSet());
	}

	private static Stream<String> gateways(Manifests manifests, Map<String, Manifests> regions) {
		return config(manifests).gateways()
			.entrySet()
			.stream()
			.filter((remote) -> regions.containsKey(remote.getKey()))
			.flatMap((remote) -> {
				Set<String> advertised = advertised(regions.get(remote.getKey()));
				Stream<String> difference = when(!advertised.equals(Set.copyOf(remote.getValue())),
						"dials %s at %s, which advertises %s".formatted(remote.getKey(), remote.getValue(),
								advertised));
				return Stream.concat(difference,
						remote.getValue()
							.stream()
							.filter((address) -> !isServed(address, regions.get(remote.getKey())))
							.map((address) -> "dials " + address + ", where " + remote.getKey() + " has no Service"));
			});
	}

	private static Set<String> advertised(Manifests manifests) {
		Workload nats = manifests.workload("nats");
		String advertised = manifests.environment(nats, "nats").get("NATS_GATEWAY_ADVERTISE").replace("\"", "");
		return nats.podNames()
			.stream()
			.map((pod) -> advertised.replace("$(POD_NAME)", pod))
			.filter((address) -> manifests.get(Certificate.class, "nats")
				.getSpec()
				.getDnsNames()
				.contains(address.substring(0, address.indexOf(':'))))
			.collect(Collectors.toSet());
	}

	private static boolean isServed(String address, Manifests manifests) {
		URI url = URI.create("nats://" + address);
		return hasPort(url.getHost(), url.getPort(), "TCP", manifests);
	}

	/**
	 * Whether a Service of that name in the DNS has that port, on a node or a balancer.
	 */
	private static boolean hasPort(String host, int number, String protocol, Manifests manifests) {
		return manifests.all(Service.class)
			.filter((service) -> service.getMetadata().getAnnotations() != null
					&& host.equals(service.getMetadata().getAnnotations().get(HOSTNAME)))
			.flatMap((service) -> service.getSpec().getPorts().stream())
			.anyMatch((port) -> port.getPort() == number
					&& protocol.equals(Objects.requireNonNullElse(port.getProtocol(), "TCP")));
	}

	/** Browsers and QUIC want ECDSA; a key that was stolen once must not be renewed. */
	private static Stream<String> certificate(Certificate certificate) {
		var spec = certificate.getSpec();
		var key = spec.getPrivateKey();
		boolean membership = "Issuer".equals(spec.getIssuerRef().getKind());
		return Stream
			.of(when(!"ECDSA".equals(key.getAlgorithm()) || key.getSize() != 256, "is not ECDSA P-256"),
					when(!"Always".equals(key.getRotationPolicy()), "keeps its key for ever"),
					when(!spec.getUsages().contains("server auth"), "is no server's"),
					when(membership != spec.getUsages().contains("client auth"),
							membership ? "does not let a server dial another" : "lets a server dial as a client"))
			.flatMap((violations) -> violations)
			.map((violation) -> "certificate " + certificate.getMetadata().getName() + ' ' + violation);
	}

	private static Stream<String> publicUrls(Manifests manifests) {
		return Stream.concat(publicUrl(manifests, "gateway-ws", "GATEWAY_PUBLICWEBSOCKETURL", "TCP"),
				publicUrl(manifests, "gateway-wt", "GATEWAY_PUBLICWEBTRANSPORTURL", "UDP"));
	}

	private static Stream<String> publicUrl(Manifests manifests, String name, String variable, String protocol) {
		Workload gateway = manifests.workload(name);
		URI url = URI.create(manifests.environment(gateway, "gateway").get(variable));
		int port = (url.getPort() > 0) ? url.getPort() : 443;
		boolean certified = manifests.get(Certificate.class, "edge").getSpec().getDnsNames().contains(url.getHost());
		boolean open = hasPort(url.getHost(), port, protocol, manifests)
				&& (isBalanced(name, manifests) || gateway.ports()
					.anyMatch((one) -> Objects.equals(one.getHostPort(), port)
							&& gateway.hasPort(new IntOrString(one.getContainerPort()), protocol)));
		return Stream.concat(when(!certified, "announces " + url + ", which is in no certificate"),
				when(!open, "announces " + url + ", where " + protocol + " port " + port + " leads nowhere"));
	}

	private static boolean isBalanced(String service, Manifests manifests) {
		return "LoadBalancer".equals(manifests.get(Service.class, service).getSpec().getType());
	}

}
