package dev.perigee.lab.nats;

import java.util.List;

/**
 * The shape of a supercluster.
 *
 * @param regions their names
 * @param serversPerRegion how many nats-servers each region has, at least 1
 * @param configuration writes the configuration of each server
 */
public record NatsPlan(List<String> regions, int serversPerRegion, NatsConfiguration configuration) {

	/**
	 * Checks the numbers.
	 */
	public NatsPlan {
		regions = List.copyOf(regions);
		if (regions.isEmpty() || serversPerRegion < 1) {
			throw new IllegalArgumentException("A supercluster needs a region and a server in it");
		}
	}

}
