package dev.perigee.lab.k8s;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.perigee.lab.image.UnpackedImage;

/**
 * An image is run as the manifests run it: by their user, listening where they look for
 * it, started by itself and not by a shell, and quickly.
 */
final class ImageRules {

	private static final String CACHE = "-XX:AOTCache=";

	private ImageRules() {
	}

	static List<String> violations(UnpackedImage image, Workload workload) {
		var security = workload.pod().getSecurityContext();
		String user = security.getRunAsUser() + ":" + security.getRunAsGroup();
		return Stream
			.of(WorkloadRules.when(!image.user().equals(user),
					"is run by '%s', in pods by %s".formatted(image.user(), user)),
					workload.ports()
						.map((port) -> port.getContainerPort() + "/" + Workload.protocol(port).toLowerCase(Locale.ROOT))
						.filter((port) -> !image.ports().contains(port))
						.map((port) -> "does not listen on " + port),
					WorkloadRules.when(!image.entrypoint().get(0).equals("java"),
							"is started by " + image.entrypoint().get(0)),
					WorkloadRules.when(image.entrypoint().stream().noneMatch((word) -> word.startsWith(CACHE)),
							"has no cache of classes"))
			.flatMap((violations) -> violations)
			.map((violation) -> workload.name() + ' ' + violation)
			.toList();
	}

}
