package dev.perigee.election.autoconfigure;

import dev.perigee.election.ConnectionState;
import dev.perigee.election.ElectionClient;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while a connection carries traffic; unknown until there was one; down when there is
 * none any more.
 */
final class ElectionHealthIndicator extends AbstractReactiveHealthIndicator {

	private final ElectionClient client;

	ElectionHealthIndicator(ElectionClient client) {
		super("the election client's health can't be told");
		this.client = client;
	}

	@Override
	protected Mono<Health> doHealthCheck(Health.Builder builder) {
		ConnectionState state = this.client.state();
		return this.client.standings().next().map((standings) -> {
			builder.status(status(state)).withDetail("state", state);
			standings.incumbent().ifPresent((incumbent) -> {
				builder.withDetail("region", incumbent.candidate().region());
				builder.withDetail("transport", incumbent.candidate().transport().id());
			});
			return builder.build();
		});
	}

	private static Status status(ConnectionState state) {
		return switch (state) {
			case CONNECTED, MOVING -> Status.UP;
			case IDLE, CONNECTING -> Status.UNKNOWN;
			case RECONNECTING, REFUSED -> Status.DOWN;
			case CLOSED -> Status.OUT_OF_SERVICE;
		};
	}

}
