package dev.perigee.gateway.telemetry;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Judges from what users see whether a region, a transport, a network is bad. A majority
 * says so: half of at least {@code minUsers} users raise a fault, and it stands until
 * they are less than a quarter. A region or a transport is bad when several networks say
 * so, each by its own majority, unless all users are in one; what only one network says,
 * while those in others are content, is that network's own trouble. A pure function.
 */
final class FaultDetector {

	private static final double RAISED_AT = 0.5;

	private static final double CLEARED_BELOW = 0.25;

	private final int minUsers;

	FaultDetector(int minUsers) {
		this.minUsers = minUsers;
	}

	/**
	 * Judges.
	 * @param views one of each user
	 * @param standing the faults of the last time
	 * @return the faults of now with their votes; one's own trouble explains all others
	 */
	Map<Fault, Votes> judge(Collection<UserView> views, Set<Fault> standing) {
		Map<Fault, Votes> faults = new LinkedHashMap<>();
		count(views).forEach((suspicion, networks) -> judge(suspicion.fault(), networks,
				(fault) -> standing.contains(fault) ? CLEARED_BELOW : RAISED_AT, faults));
		return faults.keySet()
			.stream()
			.filter((fault) -> fault.kind() == Fault.Kind.OWN)
			.findFirst()
			.map((own) -> Map.of(own, faults.get(own)))
			.orElse(faults);
	}

	private static Map<Suspicion, Map<String, Votes>> count(Collection<UserView> views) {
		Map<Suspicion, Map<String, Votes>> ballots = new LinkedHashMap<>();
		for (UserView view : views) {
			for (Suspicion suspicion : Suspicion.of(view)) {
				suspicion.vote(view)
					.ifPresent((against) -> ballots.computeIfAbsent(suspicion, (one) -> new TreeMap<>())
						.merge(view.network(), Votes.NONE.with(against), Votes::plus));
			}
		}
		return ballots;
	}

	private void judge(Fault suspected, Map<String, Votes> networks, ToDoubleFunction<Fault> threshold,
			Map<Fault, Votes> faults) {
		Votes all = networks.values().stream().reduce(Votes.NONE, Votes::plus);
		double wanted = threshold.applyAsDouble(suspected);
		long against = networks.values().stream().filter((votes) -> votes.share() >= wanted).count();
		if (isMajority(all, wanted) && against >= Math.min(2, networks.size())) {
			faults.put(suspected, all);
			return;
		}
		networks.forEach((network, votes) -> {
			Fault fault = new Fault(Fault.Kind.NETWORK, network);
			if (isMajority(votes, threshold.applyAsDouble(fault)) && all.minus(votes).share() < RAISED_AT) {
				faults.merge(fault, votes, (one, other) -> (one.share() >= other.share()) ? one : other);
			}
		});
	}

	private boolean isMajority(Votes votes, double threshold) {
		return votes.users() >= this.minUsers && votes.share() >= threshold;
	}

}
