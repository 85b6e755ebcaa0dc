package dev.perigee.lab.k8s;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * What starts pods.
 *
 * @param kind Deployment or StatefulSet
 * @param name its name
 * @param selector which pods it takes for its own
 * @param replicas how many, {@code null} when an autoscaler says so
 * @param template what its pods are
 */
record Workload(String kind, String name, LabelSelector selector, Integer replicas, PodTemplateSpec template) {

	private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";

	static Workload of(Deployment deployment) {
		return new Workload("Deployment", deployment.getMetadata().getName(), deployment.getSpec().getSelector(),
				deployment.getSpec().getReplicas(), deployment.getSpec().getTemplate());
	}

	static Workload of(StatefulSet set) {
		return new Workload("StatefulSet", set.getMetadata().getName(), set.getSpec().getSelector(),
				set.getSpec().getReplicas(), set.getSpec().getTemplate());
	}

	PodSpec pod() {
		return this.template.getSpec();
	}

	Container container(String container) {
		return pod().getContainers()
			.stream()
			.filter((one) -> one.getName().equals(container))
			.findFirst()
			.orElseThrow();
	}

	/** Names its pods, as only a StatefulSet can. */
	List<String> podNames() {
		if (!this.kind.equals("StatefulSet")) {
			return List.of();
		}
		return Stream.iterate(0, (ordinal) -> ordinal < this.replicas, (ordinal) -> ordinal + 1)
			.map((ordinal) -> this.name + '-' + ordinal)
			.toList();
	}

	/** Tells whether at least one of its pods has all these labels. */
	boolean isSelectedBy(Map<String, String> labels) {
		Map<String, String> wanted = new HashMap<>(labels);
		String podName = wanted.remove(POD_NAME);
		return this.template.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet())
				&& (podName == null || podNames().contains(podName));
	}

	boolean hasPort(IntOrString port, String protocol) {
		return ports().anyMatch((one) -> protocol(one).equals(protocol) && ((port.getStrVal() != null)
				? port.getStrVal().equals(one.getName()) : port.getIntVal().equals(one.getContainerPort())));
	}

	Stream<ContainerPort> ports() {
		return pod().getContainers().stream().flatMap((container) -> container.getPorts().stream());
	}

	/** Secrets whose files are mounted, and without which no pod starts. */
	Stream<SecretProjection> requiredSecrets() {
		return pod().getVolumes()
			.stream()
			.flatMap((volume) -> Stream.ofNullable(volume.getProjected()))
			.flatMap((projected) -> projected.getSources().stream())
			.flatMap((source) -> Stream.ofNullable(source.getSecret()))
			.filter((secret) -> !Boolean.TRUE.equals(secret.getOptional()));
	}

	static String protocol(ContainerPort port) {
		return (port.getProtocol() != null) ? port.getProtocol() : "TCP";
	}

	@Override
	public String toString() {
		return this.kind + ' ' + this.name;
	}

}
