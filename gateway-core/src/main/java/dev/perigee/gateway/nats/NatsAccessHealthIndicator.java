package dev.perigee.gateway.nats;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether NATS permits what a gateway needs. It does not mend itself, so this is a part
 * of readiness.
 */
final class NatsAccessHealthIndicator extends AbstractHealthIndicator {

	private final NatsBus bus;

	NatsAccessHealthIndicator(NatsBus bus) {
		super("NATS access check failed");
		this.bus = bus;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String violation = this.bus.state().violation();
		if (violation == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("violation", violation);
		}
	}

}
