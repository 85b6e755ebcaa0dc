package dev.perigee.lab.k8s;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;

/**
 * A Service leads to pods that exist, to ports that they have, by one hop.
 */
final class ServiceRules {

	private ServiceRules() {
	}

	static Stream<String> violations(Manifests manifests) {
		return manifests.all(Service.class).flatMap((service) -> {
			List<Workload> targets = manifests.workloads()
				.filter((workload) -> workload.isSelectedBy(service.getSpec().getSelector()))
				.toList();
			return Stream.of(selection(targets), ports(service, targets), numbers(service), hops(service))
				.flatMap((found) -> found)
				.map((violation) -> "Service " + service.getMetadata().getName() + ": " + violation);
		});
	}

	private static Stream<String> selection(List<Workload> targets) {
		return targets.isEmpty() ? Stream.of("selects no pod") : Stream.empty();
	}

	private static Stream<String> ports(Service service, List<Workload> targets) {
		return service.getSpec()
			.getPorts()
			.stream()
			.flatMap((port) -> targets.stream()
				.filter((target) -> !target.hasPort(target(port), protocol(port)))
				.map((target) -> "port %d leads to %s over %s, which is no port of %s".formatted(port.getPort(),
						target(port).getValue(), protocol(port), target)));
	}

	private static IntOrString target(ServicePort port) {
		return (port.getTargetPort() != null) ? port.getTargetPort() : new IntOrString(port.getPort());
	}

	private static String protocol(ServicePort port) {
		return (port.getProtocol() != null) ? port.getProtocol() : "TCP";
	}

	/** With UDP and TCP on one number, kubectl apply loses edits without a word. */
	private static Stream<String> numbers(Service service) {
		Set<Integer> seen = new HashSet<>();
		return service.getSpec()
			.getPorts()
			.stream()
			.map(ServicePort::getPort)
			.filter((port) -> !seen.add(port))
			.map((port) -> "port number " + port + " is there twice");
	}

	private static Stream<String> hops(Service service) {
		boolean balanced = "LoadBalancer".equals(service.getSpec().getType());
		return (balanced && !"Local".equals(service.getSpec().getExternalTrafficPolicy()))
				? Stream.of("externalTrafficPolicy is not Local") : Stream.empty();
	}

}
