package dev.perigee.lab.k8s;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The objects of one region.
 *
 * @param objects all of them, in the order of the text
 */
record Manifests(List<HasMetadata> objects) {

	private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

	private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");

	static Manifests parse(String yaml) {
		List<HasMetadata> objects = SERIALIZATION.unmarshal(yaml);
		return new Manifests(List.copyOf(objects));
	}

	static String json(HasMetadata object) {
		return SERIALIZATION.asJson(object);
	}

	<T extends HasMetadata> Stream<T> all(Class<T> type) {
		return this.objects.stream().filter(type::isInstance).map(type::cast);
	}

	<T extends HasMetadata> T get(Class<T> type, String name) {
		return all(type).filter((object) -> object.getMetadata().getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No " + type.getSimpleName() + " " + name));
	}

	Stream<Workload> workloads() {
		return Stream.concat(all(Deployment.class).map(Workload::of), all(StatefulSet.class).map(Workload::of));
	}

	Workload workload(String name) {
		return workloads().filter((workload) -> workload.name().equals(name)).findFirst().orElseThrow();
	}

	/** Returns a file of a generated ConfigMap, whose name ends with a hash. */
	String file(String configMap, String file) {
		return all(ConfigMap.class).filter((map) -> map.getMetadata().getName().matches(configMap + "-[a-z0-9]{10}"))
			.map((map) -> map.getData().get(file))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No ConfigMap " + configMap));
	}

	/**
	 * Works out the environment of a container as the kubelet does, but for what only a
	 * cluster knows, which stays a reference.
	 */
	Map<String, String> environment(Workload workload, String container) {
		Map<String, String> environment = new LinkedHashMap<>();
		for (EnvVar variable : workload.container(container).getEnv()) {
			environment.put(variable.getName(), value(variable, environment));
		}
		return environment;
	}

	private String value(EnvVar variable, Map<String, String> before) {
		if (variable.getValueFrom() == null) {
			return REFERENCE.matcher(variable.getValue())
				.replaceAll((match) -> Matcher.quoteReplacement(before.getOrDefault(match.group(1), match.group())));
		}
		if (variable.getValueFrom().getConfigMapKeyRef() != null) {
			var reference = variable.getValueFrom().getConfigMapKeyRef();
			return get(ConfigMap.class, reference.getName()).getData().get(reference.getKey());
		}
		return "$(" + variable.getName() + ')';
	}

}
