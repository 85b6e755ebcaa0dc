package dev.perigee.gateway.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is served how well, for the planning of capacity: which region would be the best
 * for how many users, how much farther they are from where they are now (their regret),
 * and where users are far from every region, those that a new one would help. Where such
 * a region should be is known as far as the network of these users is; round trip times
 * to a few regions give no place on the map. Of the users that reported to one gateway,
 * which are a sample. Immutable.
 *
 * @param region the region that these users have elected
 * @param users how many have reported
 * @param regions by demand, the most wanted first
 * @param unserved groups of users that are far from every region, those first that have
 * the most to gain
 */
public record Demand(String region, int users, List<RegionDemand> regions, List<Unserved> unserved) {

	private static final double MICROS_PER_MILLI = 1000;

	/**
	 * Adds up what users see.
	 * @param region where they are
	 * @param views one of each user
	 * @param farAbove farther than this from the best region is far
	 * @param minGroup smaller groups are put together: a few people are no statistics
	 * @return the demand
	 */
	static Demand of(String region, Collection<UserView> views, Duration farAbove, int minGroup) {
		Map<String, LongSummaryStatistics> regrets = new TreeMap<>();
		Map<Group, List<Long>> far = new TreeMap<>(
				Comparator.comparing(Group::network).thenComparing(Group::nearestRegion));
		long farMicros = farAbove.toNanos() / 1000;
		for (UserView view : views) {
			view.best().ifPresent((best) -> {
				LongSummaryStatistics regret = regrets.computeIfAbsent(best.getKey(),
						(name) -> new LongSummaryStatistics());
				regret.accept(view.regretMicros(region).orElse(0));
				if (best.getValue() > farMicros) {
					far.computeIfAbsent(new Group(view.network(), best.getKey()), (group) -> new ArrayList<>())
						.add(best.getValue());
				}
			});
		}
		return new Demand(region, views.size(), regions(regrets, far), unserved(merged(far, minGroup), farMicros));
	}

	private static List<RegionDemand> regions(Map<String, LongSummaryStatistics> regrets, Map<Group, List<Long>> far) {
		Map<String, Integer> farUsers = new HashMap<>();
		far.forEach((group, users) -> farUsers.merge(group.nearestRegion(), users.size(), Integer::sum));
		return regrets.entrySet()
			.stream()
			.map((entry) -> new RegionDemand(entry.getKey(), (int) entry.getValue().getCount(),
					farUsers.getOrDefault(entry.getKey(), 0), entry.getValue().getAverage() / MICROS_PER_MILLI))
			.sorted(Comparator.comparingInt(RegionDemand::users).reversed())
			.toList();
	}

	/** Small groups lose the name of their network, and if need be disappear. */
	private static Map<Group, List<Long>> merged(Map<Group, List<Long>> groups, int minGroup) {
		Map<Group, List<Long>> merged = new LinkedHashMap<>(groups);
		groups.forEach((group, users) -> {
			if (users.size() < minGroup) {
				merged.remove(group);
				merged
					.computeIfAbsent(new Group(NetworkNames.OTHER, group.nearestRegion()), (other) -> new ArrayList<>())
					.addAll(users);
			}
		});
		merged.values().removeIf((users) -> users.size() < minGroup);
		return merged;
	}

	private static List<Unserved> unserved(Map<Group, List<Long>> groups, long farMicros) {
		return groups.entrySet()
			.stream()
			.map((entry) -> Unserved.of(entry.getKey(), entry.getValue(), farMicros))
			.sorted(Comparator.comparingDouble(Unserved::gainMillis).reversed())
			.toList();
	}

	/**
	 * A region as the best one.
	 *
	 * @param region its name
	 * @param users for whom it is the best that they have measured
	 * @param far those of them for whom it is far, nevertheless
	 * @param meanRegretMillis how much farther they are from where they are now, on
	 * average
	 */
	public record RegionDemand(String region, int users, int far, double meanRegretMillis) {
	}

	/**
	 * Users that are far from every region.
	 *
	 * @param network the name of their network, {@code other} for those in small groups
	 * @param nearestRegion the best region that they have
	 * @param users how many
	 * @param medianRttMillis to that region
	 * @param gainMillis what all of them together would gain from a region that is just
	 * not far
	 */
	public record Unserved(String network, String nearestRegion, int users, double medianRttMillis, double gainMillis) {

		static Unserved of(Group group, List<Long> rttMicros, long farMicros) {
			List<Long> sorted = rttMicros.stream().sorted().toList();
			return new Unserved(group.network(), group.nearestRegion(), sorted.size(),
					sorted.get(sorted.size() / 2) / MICROS_PER_MILLI,
					sorted.stream().mapToLong((rtt) -> rtt - farMicros).sum() / MICROS_PER_MILLI);
		}

	}

	private record Group(String network, String nearestRegion) {
	}

}
