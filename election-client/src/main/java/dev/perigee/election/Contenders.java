package dev.perigee.election;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.perigee.election.memory.NetworkMemory.LastKnownGood;
import dev.perigee.election.probe.RttEstimate;
import org.jspecify.annotations.Nullable;

/**
 * All contenders, and who of them is best now. Confined to the client's loop.
 */
final class Contenders {

	private final Settings settings;

	private final Ranking ranking;

	private final Map<Candidate, Contender> contenders;

	/** Those that are candidates no more; one of them may still carry the traffic. */
	private final Set<Contender> struck = new HashSet<>();

	/** Whoever may be connected now. Without a place for everybody nobody, at first. */
	private List<Contender> field;

	private @Nullable Candidate challenger;

	Contenders(Settings settings, List<Contender> contenders) {
		this.settings = settings;
		this.ranking = new Ranking(settings.monitoring().preference());
		this.contenders = contenders.stream()
			.collect(
					Collectors.toMap(Contender::candidate, Function.identity(), (one, two) -> one, LinkedHashMap::new));
		this.field = areTooMany() ? List.of() : all();
		all().stream().filter((one) -> !this.field.contains(one)).forEach(Contender::release);
	}

	List<Contender> all() {
		return this.contenders.values().stream().filter((one) -> !this.struck.contains(one)).toList();
	}

	/** Adds a candidate, or one that was struck; it is connected once it is admitted. */
	void enlist(Candidate candidate, Function<Candidate, Contender> recruiter) {
		Contender contender = this.contenders.computeIfAbsent(candidate, recruiter);
		if (this.struck.remove(contender)) {
			contender.retire(false);
		}
	}

	boolean isStruck(Contender contender) {
		return this.struck.contains(contender);
	}

	/** Lets nobody choose a candidate any more. */
	void strike(Contender contender) {
		this.struck.add(contender);
		this.field = this.field.stream().filter((one) -> one != contender).toList();
		contender.retire(true);
	}

	/** Tells whether a remembered candidate is one of this client's. */
	boolean holds(LastKnownGood good) {
		return this.contenders.containsKey(new Candidate(good.region(), good.transport(), good.endpoint()));
	}

	/** Returns the candidates of each region. */
	Collection<List<Contender>> regions() {
		return all().stream()
			.collect(Collectors.groupingBy((one) -> one.candidate().region(), LinkedHashMap::new, Collectors.toList()))
			.values();
	}

	/** Returns how many may be connected at once. */
	int places() {
		return this.settings.election().maxConcurrentCandidates();
	}

	/** Tells whether a qualifying round has to choose who may be connected. */
	boolean areTooMany() {
		return all().size() > places();
	}

	/** Returns whoever may be connected now, in configured order. */
	List<Contender> field() {
		return this.field;
	}

	/** Chooses who may be connected from now on; the others are closed. */
	void admit(Set<Candidate> chosen) {
		this.field = all().stream().filter((one) -> chosen.contains(one.candidate())).toList();
		this.field.forEach(Contender::admit);
		all().stream().filter((one) -> !chosen.contains(one.candidate())).forEach(Contender::release);
	}

	Contender get(Candidate candidate) {
		Contender contender = this.contenders.get(candidate);
		if (contender == null) {
			throw new IllegalArgumentException(candidate + " is no candidate of this client");
		}
		return contender;
	}

	/** Returns the best by rank of those that could carry traffic now. */
	Optional<Contender> best(Predicate<Contender> among) {
		return ranked().stream().map((place) -> get(place.candidate())).filter(among).findFirst();
	}

	/** Returns all that could carry the traffic instead. */
	Stream<Contender> others(Contender incumbent) {
		return all().stream().filter((one) -> one != incumbent && isEligible(one));
	}

	/** Returns what a contender is ranked by. */
	Ranking.Place place(Contender contender) {
		return new Ranking.Place(contender.candidate(),
				contender.medianNanos() + this.settings.monitoring().loadPenalty().nanos(contender.condition().load()),
				contender.condition().flags());
	}

	/**
	 * Tells whether a contender could carry traffic now. One that is excluded can, if no
	 * other has a chance.
	 */
	boolean isEligible(Contender contender) {
		return contender.isUsable() && !isStruck(contender) && isAdmitted(contender);
	}

	/** Tells whether a contender may be tried, once it is connected. */
	boolean isAdmitted(Contender contender) {
		return !contender.isExcluded()
				|| all().stream().allMatch((one) -> one.isExcluded() || one.state() == CandidateState.FAILED);
	}

	/** Dials all of the field that are not connected, after a delay of their own. */
	void dialSoon() {
		this.field.forEach(Contender::dialSoon);
	}

	/** Closes all connections, those of former candidates among them. */
	void release() {
		this.contenders.values().forEach(Contender::release);
	}

	boolean haveAllFailed() {
		return (this.field.isEmpty() ? all() : this.field).stream().allMatch((one) -> one.failure() != null);
	}

	/** Tells whether the gateways of every candidate have said no for good. */
	boolean haveAllGivenUp() {
		return all().stream().allMatch((one) -> one.exclusion().hasGivenUp());
	}

	String failures() {
		return all().stream().map((one) -> one.candidate() + ": " + one.failure()).collect(Collectors.joining("; "));
	}

	/** Gives everybody the pace of its role, now that no election needs another one. */
	void settle(@Nullable Contender incumbent, @Nullable Contender standby) {
		Contender runnerUp = (standby != null) ? standby : runnerUp(incumbent).orElse(null);
		Duration watch = this.settings.monitoring().watchInterval();
		for (Contender contender : this.field) {
			if (contender == incumbent || contender.candidate().equals(this.challenger)) {
				contender.pace(around(this.settings.dialling().interval()));
			}
			else if (contender == runnerUp) {
				contender.pace(around(this.settings.monitoring().standbyInterval()));
			}
			else if (!watch.isZero()) {
				contender.pace(around(watch));
			}
			else if (runnerUp != null) {
				contender.release();
			}
			else if (contender.state() == CandidateState.IDLE) {
				// nobody could take over any more
				contender.admit();
			}
		}
	}

	/**
	 * Lets somebody be measured like the incumbent from the next {@link #settle} on, so
	 * that nobody is left for a few old samples.
	 */
	void confirm(@Nullable Candidate challenger) {
		this.challenger = challenger;
	}

	private Pace around(Duration interval) {
		return Pace.around(interval, this.settings.monitoring().random());
	}

	Standings standings(@Nullable Contender incumbent, @Nullable Attachment standby) {
		Attachment ready = (standby != null && standby.contender() != incumbent) ? standby : null;
		Contender runnerUp = (ready != null) ? ready.contender() : runnerUp(incumbent).orElse(null);
		boolean warm = ready != null && ready.isWarm();
		List<Candidate> ranked = ranked().stream().map(Ranking.Place::candidate).toList();
		List<Contender> shown = this.contenders.values()
			.stream()
			.filter((one) -> one == incumbent || !this.struck.contains(one))
			.toList();
		return new Standings(shown.stream().map((one) -> {
			Standings.Role role = (one == incumbent) ? Standings.Role.INCUMBENT
					: (one == runnerUp) ? Standings.Role.RUNNER_UP : Standings.Role.CANDIDATE;
			return new Standings.Standing(one.candidate(), one.state(), role, rtt(one.rtt()), one.condition().flags(),
					one.condition().load(), ranked.indexOf(one.candidate()) + 1, warm && one == runnerUp,
					one.failure());
		}).toList());
	}

	/** Returns whom the traffic would go to without the incumbent. */
	Optional<Contender> runnerUp(@Nullable Contender incumbent) {
		return best((contender) -> contender != incumbent);
	}

	/** Returns all that could carry traffic now, the best first. */
	List<Ranking.Place> ranked() {
		return this.ranking.rank(all().stream().filter(this::isEligible).map(this::place).toList());
	}

	private static Standings.@Nullable Rtt rtt(RttEstimate rtt) {
		return (rtt.samples() == 0) ? null
				: new Standings.Rtt(Duration.ofNanos(rtt.latestNanos()), Duration.ofNanos(rtt.minNanos()),
						Duration.ofNanos(rtt.smoothedNanos()), Duration.ofNanos(rtt.variationNanos()), rtt.samples());
	}

}
