package dev.perigee.lab.k8s;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;

import static dev.perigee.lab.k8s.WorkloadRules.when;

/**
 * What is said about pods by their labels is said about pods that exist.
 */
final class PolicyRules {

	/**
	 * {@code kubectl apply} keeps an object in an annotation of itself, of 256 KiB at
	 * most.
	 */
	private static final int MAX_OBJECT_BYTES = 256 * 1024;

	private static final Pattern MAX_SESSIONS = Pattern.compile("max-sessions: (\\d+)");

	private PolicyRules() {
	}

	static Stream<String> violations(Manifests manifests) {
		return Stream
			.of(manifests.workloads().flatMap((workload) -> budgets(workload, manifests)),
					manifests.all(HorizontalPodAutoscaler.class).flatMap((scaler) -> scaling(scaler, manifests)),
					manifests.all(NetworkPolicy.class).flatMap((policy) -> network(policy, manifests)),
					manifests.all(ServiceMonitor.class).flatMap((monitor) -> scraping(monitor, manifests)),
					manifests.objects().stream().flatMap((object) -> placement(object, manifests)))
			.flatMap((violations) -> violations);
	}

	private static Stream<String> budgets(Workload workload, Manifests manifests) {
		List<PodDisruptionBudget> budgets = manifests.all(PodDisruptionBudget.class)
			.filter((budget) -> workload.isSelectedBy(budget.getSpec().getSelector().getMatchLabels()))
			.toList();
		return (budgets.size() != 1) ? Stream.of(workload + ": has " + budgets.size() + " disruption budgets")
				: when(!Integer.valueOf(1).equals(budgets.get(0).getSpec().getMaxUnavailable().getIntVal())
						|| !"AlwaysAllow".equals(budgets.get(0).getSpec().getUnhealthyPodEvictionPolicy()),
						workload + ": may lose more than one pod at a time, or keeps sick ones");
	}

	private static Stream<String> scaling(HorizontalPodAutoscaler scaler, Manifests manifests) {
		var target = scaler.getSpec().getScaleTargetRef();
		return Stream
			.of(when(
					manifests.workloads()
						.noneMatch((workload) -> workload.toString().equals(target.getKind() + ' ' + target.getName())),
					"scales " + target.getKind() + ' ' + target.getName() + ", which is not there"),
					when(scaler.getSpec().getMinReplicas() < 2, "goes below two pods"), sessions(scaler, manifests))
			.flatMap((violations) -> violations)
			.map((violation) -> "HorizontalPodAutoscaler " + scaler.getMetadata().getName() + ": " + violation);
	}

	/** A pod takes a minute to come: the others must not be full by then. */
	private static Stream<String> sessions(HorizontalPodAutoscaler scaler, Manifests manifests) {
		Matcher settings = MAX_SESSIONS.matcher(manifests.file("gateway-config", "settings.yaml"));
		long full = settings.find() ? Long.parseLong(settings.group(1)) : 0;
		return scaler.getSpec()
			.getMetrics()
			.stream()
			.flatMap((metric) -> Stream.ofNullable(metric.getPods()))
			.map((pods) -> pods.getTarget().getAverageValue().getNumericalAmount().longValue())
			.filter((wanted) -> wanted > 0.8 * full)
			.map((wanted) -> "waits for " + wanted + " sessions of " + full);
	}

	private static Stream<String> network(NetworkPolicy policy, Manifests manifests) {
		List<Workload> targets = select(policy.getSpec().getPodSelector(), manifests);
		Stream<String> ports = policy.getSpec()
			.getIngress()
			.stream()
			.flatMap((ingress) -> ingress.getPorts().stream())
			.filter((port) -> targets.stream().noneMatch((target) -> target.hasPort(port.getPort(), protocol(port))))
			.map((port) -> "allows " + port.getPort().getValue() + " over " + protocol(port)
					+ ", which is no port of its pods");
		Stream<NetworkPolicyPeer> peers = Stream.concat(
				policy.getSpec().getIngress().stream().flatMap((ingress) -> ingress.getFrom().stream()),
				policy.getSpec().getEgress().stream().flatMap((egress) -> egress.getTo().stream()));
		return Stream
			.of(when(targets.isEmpty(), "selects no pod"), ports,
					peers.filter((peer) -> peer.getPodSelector() != null)
						.filter((peer) -> select(peer.getPodSelector(), manifests).isEmpty())
						.map((peer) -> "names a peer that is not there: " + peer.getPodSelector().getMatchLabels()))
			.flatMap((violations) -> violations)
			.map((violation) -> "NetworkPolicy " + policy.getMetadata().getName() + ": " + violation);
	}

	private static String protocol(NetworkPolicyPort port) {
		return (port.getProtocol() != null) ? port.getProtocol() : "TCP";
	}

	private static List<Workload> select(LabelSelector selector, Manifests manifests) {
		Map<String, String> labels = (selector.getMatchLabels() != null) ? selector.getMatchLabels() : Map.of();
		return manifests.workloads().filter((workload) -> workload.isSelectedBy(labels)).toList();
	}

	private static Stream<String> scraping(ServiceMonitor monitor, Manifests manifests) {
		List<Service> services = manifests.all(Service.class)
			.filter((service) -> service.getMetadata().getLabels() != null && service.getMetadata()
				.getLabels()
				.entrySet()
				.containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()))
			.toList();
		return monitor.getSpec()
			.getEndpoints()
			.stream()
			.filter((endpoint) -> services.stream()
				.flatMap((service) -> service.getSpec().getPorts().stream())
				.noneMatch((port) -> endpoint.getPort().equals(port.getName())))
			.map((endpoint) -> "ServiceMonitor " + monitor.getMetadata().getName() + ": no Service has the port "
					+ endpoint.getPort());
	}

	private static Stream<String> placement(HasMetadata object, Manifests manifests) {
		String name = object.getKind() + ' ' + object.getMetadata().getName();
		String namespace = manifests.all(Namespace.class).findFirst().orElseThrow().getMetadata().getName();
		return Stream.concat(
				when(!(object instanceof Namespace) && !namespace.equals(object.getMetadata().getNamespace()),
						name + ": is not in the namespace " + namespace),
				when(Manifests.json(object).getBytes(StandardCharsets.UTF_8).length > MAX_OBJECT_BYTES,
						name + ": is too large for kubectl apply"));
	}

}
