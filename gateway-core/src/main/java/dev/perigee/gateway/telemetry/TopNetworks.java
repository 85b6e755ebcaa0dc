package dev.perigee.gateway.telemetry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The networks that have a name in meters: those with the most users, so many and no
 * more. The first that come have one until they are ranked. Safe for use by several
 * threads.
 */
final class TopNetworks {

	/** A newcomer has to be that much larger: a histogram that begins anew is a loss. */
	private static final double INCUMBENCY = 1.25;

	private final int max;

	/** Guarded by this. */
	private Set<String> named = new LinkedHashSet<>();

	TopNetworks(int max) {
		this.max = max;
	}

	/** Returns what a network is called in meters. */
	synchronized String tag(String network) {
		if (this.named.contains(network) || this.named.size() < this.max && this.named.add(network)) {
			return network;
		}
		return NetworkNames.OTHER;
	}

	/**
	 * Ranks the networks anew.
	 * @param views one of each user
	 * @return the networks that have lost their names
	 */
	synchronized Set<String> rank(Iterable<UserView> views) {
		Map<String, Double> weights = new HashMap<>();
		views.forEach((view) -> weights.merge(view.network(), 1.0, Double::sum));
		weights.replaceAll((network, users) -> this.named.contains(network) ? users * INCUMBENCY : users);
		Set<String> next = Stream.concat(weights.keySet().stream(), this.named.stream())
			.distinct()
			.sorted(Comparator.comparing((String network) -> -weights.getOrDefault(network, 0.0))
				.thenComparing(Comparator.naturalOrder()))
			.limit(this.max)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Set<String> dropped = new LinkedHashSet<>(this.named);
		dropped.removeAll(next);
		this.named = next;
		return dropped;
	}

}
