package dev.perigee.lab.k8s;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;

/**
 * Pods start from versioned images, as restricted as they can be, are asked how they are,
 * and find what they refer to.
 */
final class WorkloadRules {

	/** What an operator makes by hand, see k8s/README.md: nothing of it is in git. */
	private static final Set<String> MADE_BY_HAND = Set.of("Secret nats-users", "Secret gateway",
			"ConfigMap nats-trust");

	private static final Pattern VERSIONED = Pattern
		.compile("[^:@]+(:\\d+/[^:@]+)?(:v?\\d[\\w.-]*|@sha256:[0-9a-f]{64})");

	private WorkloadRules() {
	}

	static Stream<String> violations(Manifests manifests) {
		Stream<String> violations = manifests.workloads()
			.flatMap((workload) -> Stream
				.concat(pod(workload, manifests),
						workload.pod().getContainers().stream().flatMap((container) -> container(container, workload)))
				.map((violation) -> workload + ": " + violation));
		return Stream.concat(violations, addresses(manifests));
	}

	/** Left alone, Actuator listens where only its own container can ask. */
	private static Stream<String> addresses(Manifests manifests) {
		return Stream.of("gateway.yaml", "gateway-wt.yaml")
			.filter((file) -> !manifests.file("gateway-config", file).contains("address: 0.0.0.0"))
			.map((file) -> file + ": listens where no probe can ask");
	}

	private static Stream<String> pod(Workload workload, Manifests manifests) {
		var security = workload.pod().getSecurityContext();
		boolean scaled = manifests.all(HorizontalPodAutoscaler.class)
			.anyMatch((scaler) -> scaler.getSpec().getScaleTargetRef().getName().equals(workload.name()));
		return Stream
			.of(when(!workload.isSelectedBy(workload.selector().getMatchLabels()), "does not select its own pods"),
					when(scaled == (workload.replicas() != null),
							scaled ? "says replicas, which are the autoscaler's" : "says no replicas"),
					when(!Boolean.FALSE.equals(workload.pod().getAutomountServiceAccountToken()),
							"mounts a service account's token"),
					when(!Boolean.FALSE.equals(workload.pod().getEnableServiceLinks()), "has service links"),
					when(!Boolean.TRUE.equals(security.getRunAsNonRoot()), "may run as root"),
					when(!"RuntimeDefault".equals(security.getSeccompProfile().getType()), "has no seccomp profile"),
					workload.pod()
						.getTopologySpreadConstraints()
						.stream()
						.filter((spread) -> !workload.isSelectedBy(spread.getLabelSelector().getMatchLabels()))
						.map((spread) -> "is spread by labels that its pods don't have"),
					when(workload.pod().getTopologySpreadConstraints().isEmpty(), "is not spread"),
					references(workload).filter((reference) -> !isThere(reference, manifests))
						.map((reference) -> "refers to " + reference + ", which is not there"))
			.flatMap((violations) -> violations);
	}

	private static Stream<String> container(Container container, Workload workload) {
		SecurityContext security = container.getSecurityContext();
		var resources = container.getResources();
		return Stream
			.of(when(!VERSIONED.matcher(container.getImage()).matches(), "has no version: " + container.getImage()),
					when(!Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()), "may escalate privileges"),
					when(!Boolean.TRUE.equals(security.getReadOnlyRootFilesystem()), "may write to its root"),
					when(!security.getCapabilities().getDrop().equals(List.of("ALL")), "keeps capabilities"),
					when(!resources.getRequests().keySet().containsAll(Set.of("cpu", "memory")),
							"requests no cpu or memory"),
					when(!resources.getLimits().containsKey("memory"), "has no limit of memory"),
					when(container.getReadinessProbe() == null, "has no readiness probe"),
					when(container.getLivenessProbe() == null, "has no liveness probe"),
					Stream.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())
						.filter(Objects::nonNull)
						.map(WorkloadRules::port)
						.filter((port) -> !workload.hasPort(port, "TCP"))
						.map((port) -> "is probed at " + port.getValue() + ", which is no port of it"),
					container.getVolumeMounts()
						.stream()
						.filter((mount) -> mount.getSubPath() != null)
						.map((mount) -> "mounts " + mount.getName() + " by subPath, which is never renewed"))
			.flatMap((violations) -> violations)
			.map((violation) -> "container " + container.getName() + ' ' + violation);
	}

	private static IntOrString port(Probe probe) {
		return (probe.getHttpGet() != null) ? probe.getHttpGet().getPort() : probe.getTcpSocket().getPort();
	}

	private static Stream<String> references(Workload workload) {
		Stream<String> environment = workload.pod()
			.getContainers()
			.stream()
			.flatMap((container) -> container.getEnv().stream())
			.map((variable) -> variable.getValueFrom())
			.filter(Objects::nonNull)
			.flatMap(WorkloadRules::references);
		return Stream.concat(environment, workload.pod().getVolumes().stream().flatMap(WorkloadRules::references));
	}

	private static Stream<String> references(EnvVarSource source) {
		return Stream.concat(Stream.ofNullable(source.getConfigMapKeyRef()).map((map) -> "ConfigMap " + map.getName()),
				Stream.ofNullable(source.getSecretKeyRef()).map((secret) -> "Secret " + secret.getName()));
	}

	private static Stream<String> references(Volume volume) {
		List<VolumeProjection> projections = (volume.getProjected() != null) ? volume.getProjected().getSources()
				: List.of();
		return Stream
			.of(Stream.ofNullable(volume.getConfigMap()).map((map) -> "ConfigMap " + map.getName()),
					Stream.ofNullable(volume.getSecret()).map((secret) -> "Secret " + secret.getSecretName()),
					projections.stream()
						.flatMap((source) -> Stream.ofNullable(source.getConfigMap()))
						.map((map) -> "ConfigMap " + map.getName()),
					projections.stream()
						.flatMap((source) -> Stream.ofNullable(source.getSecret()))
						.map((secret) -> "Secret " + secret.getName()))
			.flatMap((names) -> names);
	}

	private static boolean isThere(String reference, Manifests manifests) {
		Set<String> made = Stream
			.concat(manifests.all(ConfigMap.class).map((map) -> "ConfigMap " + map.getMetadata().getName()),
					manifests.all(Certificate.class)
						.map((certificate) -> "Secret " + certificate.getSpec().getSecretName()))
			.collect(Collectors.toSet());
		return made.contains(reference) || MADE_BY_HAND.contains(reference);
	}

	static Stream<String> when(boolean violated, String violation) {
		return violated ? Stream.of(violation) : Stream.empty();
	}

}
