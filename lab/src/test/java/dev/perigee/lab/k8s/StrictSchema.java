package dev.perigee.lab.k8s;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Refuses what the API server would refuse or, worse, silently drop: kinds and fields
 * that do not exist, and values of a wrong type, in objects of Kubernetes and of the
 * operators that we use.
 */
final class StrictSchema {

	private static final String MODELS = "io.fabric8.";

	private static final Pattern UNSTABLE = Pattern.compile(".*v\\d+(alpha|beta)\\d+");

	private static final String UNKNOWN_FIELDS = "additionalProperties";

	private final KubernetesSerialization serialization = new KubernetesSerialization();

	/**
	 * Checks all objects of a text.
	 * @return what is wrong, each with kind, name and JSON path
	 */
	List<String> problems(String yaml) {
		List<String> problems = new ArrayList<>();
		for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
			Map<?, ?> object = (Map<?, ?>) document;
			String name = (object.get("metadata") instanceof Map<?, ?> metadata) ? " " + metadata.get("name") : "";
			check(object).forEach((problem) -> problems.add(object.get("kind") + name + ": " + problem));
		}
		return problems;
	}

	private List<String> check(Map<?, ?> object) {
		List<String> problems = new ArrayList<>();
		String version = String.valueOf(object.get("apiVersion"));
		if (UNSTABLE.matcher(version).matches()) {
			problems.add("$.apiVersion: " + version + " will be gone one day");
		}
		try {
			KubernetesResource resource = this.serialization.convertValue(object, KubernetesResource.class);
			if (resource instanceof GenericKubernetesResource) {
				problems.add("no such kind in " + version);
			}
			else {
				walk(resource, "$", problems);
			}
		}
		catch (IllegalArgumentException ex) {
			if (!(ex.getCause() instanceof JsonMappingException cause)) {
				throw ex;
			}
			problems.add(path(cause) + ": " + cause.getOriginalMessage());
		}
		return problems;
	}

	private static String path(JsonMappingException problem) {
		StringBuilder path = new StringBuilder("$");
		problem.getPath()
			.forEach((step) -> path
				.append((step.getFieldName() != null) ? "." + step.getFieldName() : "[" + step.getIndex() + "]"));
		return path.toString();
	}

	private static void walk(Object value, String path, List<String> problems) {
		if (value instanceof Collection<?> list) {
			int index = 0;
			for (Object element : list) {
				walk(element, path + '[' + index++ + ']', problems);
			}
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((key, element) -> walk(element, path + '.' + key, problems));
		}
		else if (value != null && value.getClass().getName().startsWith(MODELS) && !value.getClass().isEnum()) {
			walkModel(value, path, problems);
		}
	}

	private static void walkModel(Object model, String path, List<String> problems) {
		for (Class<?> type = model.getClass(); type.getName().startsWith(MODELS); type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				if (Modifier.isStatic(field.getModifiers())) {
					continue;
				}
				Object value = read(field, model);
				if (!field.getName().equals(UNKNOWN_FIELDS)) {
					walk(value, path + '.' + name(field), problems);
				}
				else if (value instanceof Map<?, ?> unknown) {
					unknown.keySet().forEach((key) -> problems.add(path + '.' + key + ": no such field"));
				}
			}
		}
	}

	private static Object read(Field field, Object model) {
		try {
			field.setAccessible(true);
			return field.get(model);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("Just made accessible", ex);
		}
	}

	private static String name(Field field) {
		JsonProperty property = field.getAnnotation(JsonProperty.class);
		return (property != null) ? property.value() : field.getName();
	}

}
