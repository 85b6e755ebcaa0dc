package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.RegionInfo;

/**
 * Keeps the contenders in line with the regions that gateways tell of. Confined to the
 * client's loop.
 */
final class ElectoralRoll {

	/** Until newcomers have been dialled and have answered a few probes. */
	private static final Duration MEASURING = Duration.ofSeconds(10);

	private static final Duration SPREAD = Duration.ofSeconds(5);

	private static final Duration LEAVING = Duration.ofSeconds(30);

	private final Discovery discovery;

	private final Contenders contenders;

	private final Elections elections;

	private final Announcements announcements;

	private final Function<Candidate, Contender> recruiter;

	private final RandomGenerator random;

	private List<Candidate> listed;

	/**
	 * Creates the roll of the configured candidates.
	 * @param recruiter makes a contender of a candidate
	 * @param random spreads the moves of all clients that hear the same
	 */
	ElectoralRoll(Discovery discovery, Contenders contenders, Elections elections, Announcements announcements,
			Function<Candidate, Contender> recruiter, RandomGenerator random) {
		this.discovery = discovery;
		this.contenders = contenders;
		this.elections = elections;
		this.announcements = announcements;
		this.recruiter = recruiter;
		this.random = random;
		this.listed = discovery.candidates();
	}

	/**
	 * Takes what a gateway tells.
	 * @param region its own region
	 * @param regions all that it knows
	 * @param isInUse tells who is not closed at once
	 * @return whether somebody who is in use is a candidate no more
	 */
	boolean told(String region, List<RegionInfo> regions, Predicate<Contender> isInUse) {
		this.discovery.told(region, regions);
		return update(isInUse);
	}

	/**
	 * Returns what the gateway of an incumbent would say, did it know that it is no
	 * candidate any more. Who takes its place may have to be measured first.
	 */
	ControlFrames.GoAway farewell() {
		Duration delay = MEASURING.plus(Duration.ofMillis((long) (this.random.nextDouble() * SPREAD.toMillis())));
		return new ControlFrames.GoAway("its region has other endpoints, or none", LEAVING.toMillis(),
				delay.toMillis());
	}

	/** Everybody has failed: whoever was configured is tried again. */
	void doubt() {
		this.discovery.doubt();
		update((contender) -> false);
	}

	private boolean update(Predicate<Contender> isInUse) {
		List<Candidate> wanted = this.discovery.candidates();
		List<Candidate> added = without(wanted, this.listed);
		List<Candidate> removed = without(this.listed, wanted);
		this.listed = wanted;
		if (added.isEmpty() && removed.isEmpty()) {
			return false;
		}
		this.announcements.event(new ConnectionEvent.CandidatesChanged(added, removed));
		added.forEach((candidate) -> this.contenders.enlist(candidate, this.recruiter));
		List<Contender> struck = removed.stream().map(this.contenders::get).toList();
		struck.forEach(this.contenders::strike);
		struck.stream().filter(isInUse.negate()).forEach(Contender::release);
		if (!added.isEmpty()) {
			this.elections.onNewcomers();
		}
		return struck.stream().anyMatch(isInUse);
	}

	private static List<Candidate> without(List<Candidate> all, List<Candidate> some) {
		List<Candidate> rest = new ArrayList<>(all);
		rest.removeAll(some);
		return rest;
	}

}
