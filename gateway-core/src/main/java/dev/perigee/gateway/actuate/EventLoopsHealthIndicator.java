package dev.perigee.gateway.actuate;

import java.time.Duration;

import dev.perigee.gateway.load.LoopLag;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the event loops run. One that is stuck for long does not mend itself, and its
 * clients get nothing any more: this is a part of liveness.
 */
public final class EventLoopsHealthIndicator extends AbstractHealthIndicator {

	private static final Duration STUCK = Duration.ofSeconds(30);

	private final LoopLag loopLag;

	/**
	 * Creates an indicator.
	 * @param loopLag how late the loops are
	 */
	public EventLoopsHealthIndicator(LoopLag loopLag) {
		super("Event loops health check failed");
		this.loopLag = loopLag;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Duration lag = Duration.ofNanos(this.loopLag.nanos());
		builder.status((lag.compareTo(STUCK) < 0) ? "UP" : "DOWN").withDetail("lag", lag.toMillis() + " ms");
	}

}
