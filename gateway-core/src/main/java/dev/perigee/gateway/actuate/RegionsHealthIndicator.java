package dev.perigee.gateway.actuate;

import dev.perigee.gateway.cluster.Cluster;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether other regions are heard, if there are any, and how each is. An isolated gateway
 * still serves the members it has, and says so in its echoes; this is no part of
 * readiness.
 */
public final class RegionsHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	/**
	 * Creates an indicator.
	 * @param cluster knows the regions
	 */
	public RegionsHealthIndicator(Cluster cluster) {
		super("Regions health check failed");
		this.cluster = cluster;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.status(this.cluster.isIsolated() ? "DOWN" : "UP");
		this.cluster.regions().forEach((region) -> builder.withDetail(region.name(), String.valueOf(region.health())));
	}

}
