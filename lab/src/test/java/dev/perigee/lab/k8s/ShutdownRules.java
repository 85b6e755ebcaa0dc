package dev.perigee.lab.k8s;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;

/**
 * Who leaves has the time that leaving takes: preStop, then what SIGTERM begins, then a
 * margin, and only then SIGKILL.
 */
final class ShutdownRules {

	private static final int MARGIN_SECONDS = 10;

	private static final Pattern DRAIN = Pattern.compile("/actuator/drain/(\\d+)s");

	private static final Pattern SHUTDOWN_PHASE = Pattern.compile("timeout-per-shutdown-phase: (\\d+)s");

	private static final Pattern LAME_DUCK = Pattern.compile("lame_duck_duration: \"(\\d+)s\"");

	private ShutdownRules() {
	}

	static Stream<String> violations(Manifests manifests) {
		return manifests.workloads().flatMap((workload) -> {
			OptionalInt needed = workload.pod()
				.getContainers()
				.stream()
				.filter((container) -> container.getLifecycle() != null
						&& container.getLifecycle().getPreStop() != null)
				.mapToInt((container) -> neededSeconds(container, manifests))
				.findFirst();
			long given = workload.pod().getTerminationGracePeriodSeconds();
			if (needed.isEmpty()) {
				return Stream.of(workload + ": ends without preStop");
			}
			return WorkloadRules.when(given < needed.getAsInt(), "%s: is killed after %d s, and may need %d s to leave"
				.formatted(workload, given, needed.getAsInt()));
		});
	}

	private static int neededSeconds(Container container, Manifests manifests) {
		LifecycleHandler leave = container.getLifecycle().getPreStop();
		if (leave.getHttpGet() != null) {
			return seconds(DRAIN, leave.getHttpGet().getPath())
					+ seconds(SHUTDOWN_PHASE, manifests.file("gateway-config", "gateway.yaml")) + MARGIN_SECONDS;
		}
		return seconds(LAME_DUCK, manifests.file("nats-config", "nats-server.conf")) + MARGIN_SECONDS;
	}

	private static int seconds(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		if (!matcher.find()) {
			throw new IllegalArgumentException("No " + pattern + " in: " + text);
		}
		return Integer.parseInt(matcher.group(1));
	}

}
