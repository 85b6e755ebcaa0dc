package dev.perigee.gateway.nats;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the other nodes can be reached. A gateway without NATS still serves the members
 * it has, so this is no part of readiness.
 */
final class NatsHealthIndicator extends AbstractHealthIndicator {

	private final NatsBus bus;

	NatsHealthIndicator(NatsBus bus) {
		super("NATS health check failed");
		this.bus = bus;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		NatsState state = this.bus.state();
		String shortage = this.bus.shortage();
		builder.status((state.isUsable() && shortage == null) ? "UP" : "DOWN")
			.withDetail("connected", state.connected());
		if (shortage != null) {
			builder.withDetail("limit", shortage);
		}
		if (state.violation() != null) {
			builder.withDetail("violation", state.violation());
		}
	}

}
