package dev.perigee.gateway.telemetry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What a vote is about: a part of the candidates. A user votes against it when all of the
 * part is bad, something else is good, and nothing larger explains it; and has no vote
 * when there is nothing to compare it with.
 *
 * @param region the region in question, {@code null} for all
 * @param transport the transport in question, {@code null} for all
 */
record Suspicion(@Nullable String region, @Nullable Transport transport) {

	private static final Suspicion EVERYTHING = new Suspicion(null, null);

	/** Returns all that a user may have a vote on. */
	static Set<Suspicion> of(UserView view) {
		Set<Suspicion> all = new LinkedHashSet<>();
		all.add(EVERYTHING);
		for (Reading reading : view.readings()) {
			all.add(new Suspicion(reading.region(), null));
			all.add(new Suspicion(null, reading.transport()));
			all.add(new Suspicion(reading.region(), reading.transport()));
		}
		return all;
	}

	Fault fault() {
		if (this.region != null) {
			return (this.transport != null) ? new Fault(Fault.Kind.ENDPOINT, this.region + "/" + this.transport.id())
					: new Fault(Fault.Kind.REGION, this.region);
		}
		return (this.transport != null) ? new Fault(Fault.Kind.TRANSPORT, this.transport.id())
				: new Fault(Fault.Kind.OWN, "everything");
	}

	/** Returns whether a user is against it, or empty when the user has no vote. */
	Optional<Boolean> vote(UserView view) {
		if (this.equals(EVERYTHING)) {
			return Optional.of(view.isAllBad());
		}
		if (view.isAllBad()) {
			return Optional.empty();
		}
		if (this.region == null) {
			return voteOnTransport(view);
		}
		return (this.transport == null) ? voteOnRegion(view) : voteOnEndpoint(view);
	}

	/** With one region only, a bad transport can't be told from a bad endpoint. */
	private Optional<Boolean> voteOnTransport(UserView view) {
		List<Reading> over = part(view, this::isOver);
		boolean canTell = over.size() > 1 && over.size() < view.readings().size();
		return canTell ? Optional.of(areBad(over)) : Optional.empty();
	}

	/** A region that has but the transport which is bad everywhere is not to blame. */
	private Optional<Boolean> voteOnRegion(UserView view) {
		List<Reading> there = part(view, this::isThere);
		boolean canTell = there.size() < view.readings().size()
				&& !there.stream().allMatch((reading) -> isBadEverywhere(reading.transport(), view));
		return canTell ? Optional.of(areBad(there)) : Optional.empty();
	}

	private Optional<Boolean> voteOnEndpoint(UserView view) {
		List<Reading> besides = part(view, (reading) -> isThere(reading) && !isOver(reading));
		if (besides.isEmpty() || areBad(besides) || isBadEverywhere(this.transport, view)) {
			return Optional.empty();
		}
		return Optional.of(areBad(part(view, (reading) -> isThere(reading) && isOver(reading))));
	}

	private static boolean isBadEverywhere(@Nullable Transport transport, UserView view) {
		return new Suspicion(null, transport).voteOnTransport(view).orElse(false);
	}

	private boolean isThere(Reading reading) {
		return reading.region().equals(this.region);
	}

	private boolean isOver(Reading reading) {
		return reading.transport() == this.transport;
	}

	private static List<Reading> part(UserView view, Predicate<Reading> condition) {
		return view.readings().stream().filter(condition).toList();
	}

	private static boolean areBad(List<Reading> readings) {
		return readings.stream().allMatch(Reading::isBad);
	}

}
