package dev.perigee.lab.k8s;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

import static dev.perigee.lab.k8s.WorkloadRules.when;

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
			return Stream
				.of(selection(targets), ports(service, targets), numbers(service), hops(service), health(service),
						peers(service, manifests))
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

	/** No load balancer can ask a UDP port how it is. */
	private static Stream<String> health(Service service) {
		List<String> protocols = service.getSpec().getPorts().stream().map(ServiceRules::protocol).toList();
		return when(protocols.contains("UDP") && !protocols.contains("TCP"), "has UDP and no TCP port to ask");
	}

	/** Servers of a set become ready by finding each other. */
	private static Stream<String> peers(Service service, Manifests manifests) {
		return manifests.all(StatefulSet.class)
			.map(StatefulSet::getSpec)
			.filter((set) -> set.getServiceName().equals(service.getMetadata().getName()))
			.flatMap((set) -> Stream.concat(
					when(!Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()),
							"hides peers that are not ready"),
					when(!"Parallel".equals(set.getPodManagementPolicy()), "has peers that wait for each other")));
	}

}
