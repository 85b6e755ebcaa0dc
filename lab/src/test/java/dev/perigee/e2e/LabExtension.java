package dev.perigee.e2e;

import java.nio.file.Path;

import dev.perigee.lab.Lab;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one lab of three regions that a run starts; it is closed with the run.
 * A test that breaks something mends it before it ends.
 */
final class LabExtension implements ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Lab.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent("lab", (key) -> new Shared(start()), Shared.class)
			.lab();
	}

	private static Lab start() {
		Lab lab = Lab.builder()
			.regions("us-east", "frankfurt", "singapore")
			.gatewayOptions("-Dgateway.telemetry.min-interval=500ms", "-Dgateway.telemetry.review-interval=1s",
					"-Dgateway.telemetry.min-users=3")
			.directory(Path.of("target", "e2e-" + ProcessHandle.current().pid()))
			.onProgress(System.out::println)
			.start();
		warmUp(lab);
		return lab;
	}

	/**
	 * The first connections pay for loading and compiling classes at both ends, up to
	 * seconds on a small machine: that is not the round trip time that tests measure.
	 */
	private static void warmUp(Lab lab) {
		for (int round = 0; round < 2; round++) {
			try (Caller warm = Caller.anywhere(lab, lab.addClient("warm-up-" + round, "frankfurt"), "warm-up")) {
				warm.start().elected();
				warm.publish("warm");
			}
		}
	}

	private record Shared(Lab lab) implements AutoCloseable {
		@Override
		public void close() {
			this.lab.close();
		}
	}

}
