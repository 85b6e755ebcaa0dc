package dev.perigee.election;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the score of one user from outside of the client: it knows the true state of all
 * paths. Time is booked whenever something changes, so nothing is missed between samples.
 */
final class Scorecard {

	/** A candidate that is slower than the best by no more than this is as good. */
	private static final double EPSILON_MILLIS = 5;

	private final World world;

	private final long startNanos;

	private final int probesBefore;

	private final int dialsBefore;

	private @Nullable Candidate incumbent;

	private Situation situation;

	private long bookedNanos;

	private long worldChangedNanos;

	private long goodSinceNanos;

	private int elections;

	private int moves;

	private int failovers;

	private long connectedNanos;

	private long blackoutNanos;

	private long presentBlackoutNanos;

	private long worstBlackoutNanos;

	private double regret;

	/**
	 * Starts counting.
	 * @param world the truth
	 * @param incumbent who carries the traffic now
	 */
	Scorecard(World world, Candidate incumbent) {
		this.world = world;
		this.incumbent = incumbent;
		this.startNanos = now();
		this.bookedNanos = this.startNanos;
		this.worldChangedNanos = this.startNanos;
		this.goodSinceNanos = this.startNanos;
		this.probesBefore = probes();
		this.dialsBefore = dials();
		this.situation = look();
	}

	void onEvent(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Connected connected) {
			this.incumbent = connected.candidate();
		}
		else if (event instanceof ConnectionEvent.Migrated migrated) {
			this.incumbent = migrated.to();
			this.moves++;
		}
		else if (event instanceof ConnectionEvent.FailedOver failedOver) {
			this.incumbent = failedOver.to();
			this.failovers++;
		}
		else if (event instanceof ConnectionEvent.Disconnected) {
			this.incumbent = null;
		}
		else if (event instanceof ConnectionEvent.Elected) {
			this.elections++;
		}
		book();
	}

	/** To be called after each change of the paths. */
	void onWorldChange() {
		this.worldChangedNanos = now();
		book();
	}

	Result result() {
		book();
		double settledAfter = this.situation.isGood() ? Math.max(this.goodSinceNanos - this.worldChangedNanos, 0) / 1e9
				: Double.POSITIVE_INFINITY;
		double hours = (now() - this.startNanos) / 3.6e12;
		return new Result(this.elections, this.moves, this.failovers, this.blackoutNanos / 1e6,
				this.worstBlackoutNanos / 1e6, this.regret / this.connectedNanos, settledAfter,
				(probes() - this.probesBefore) / hours, dials() - this.dialsBefore);
	}

	/** Books the time since the last change under what was the case until now. */
	private void book() {
		long elapsedNanos = now() - this.bookedNanos;
		this.bookedNanos = now();
		if (this.situation.connected()) {
			this.connectedNanos += elapsedNanos;
			this.regret += this.situation.regretMillis() * elapsedNanos;
		}
		else {
			this.blackoutNanos += elapsedNanos;
			this.presentBlackoutNanos += elapsedNanos;
			this.worstBlackoutNanos = Math.max(this.worstBlackoutNanos, this.presentBlackoutNanos);
		}
		boolean wasGood = this.situation.isGood();
		this.situation = look();
		this.presentBlackoutNanos = this.situation.connected() ? 0 : this.presentBlackoutNanos;
		this.goodSinceNanos = wasGood ? this.goodSinceNanos : now();
	}

	private Situation look() {
		World.Gateway present = (this.incumbent != null) ? this.world.gateway(this.incumbent.toString()) : null;
		if (present == null || !present.isUp()) {
			return new Situation(false, 0);
		}
		double best = this.world.gateways.values()
			.stream()
			.filter(World.Gateway::isUp)
			.mapToDouble((gateway) -> gateway.rttMillis)
			.min()
			.orElse(present.rttMillis);
		return new Situation(true, present.rttMillis - best);
	}

	private int probes() {
		return this.world.gateways.values().stream().mapToInt((gateway) -> gateway.probes).sum();
	}

	private int dials() {
		return this.world.gateways.values().stream().mapToInt((gateway) -> gateway.dials).sum();
	}

	private long now() {
		return this.world.time.now(TimeUnit.NANOSECONDS);
	}

	/**
	 * How one user fared.
	 *
	 * @param elections after the first one
	 * @param moves from a working incumbent to another
	 * @param failovers from a lost incumbent to another
	 * @param blackoutMillis time in which the incumbent, if any, could not be reached
	 * @param worstBlackoutMillis the longest of them
	 * @param meanRegretMillis true round trip time of the incumbent over the best one's
	 * @param settledSeconds from the last change of the paths until the incumbent was as
	 * good as the best, infinite if it never was
	 * @param probesPerHour that reached a gateway
	 * @param dials after the first ones
	 */
	record Result(int elections, int moves, int failovers, double blackoutMillis, double worstBlackoutMillis,
			double meanRegretMillis, double settledSeconds, double probesPerHour, int dials) {
	}

	/** What is the case between two changes. */
	private record Situation(boolean connected, double regretMillis) {

		boolean isGood() {
			return this.connected && this.regretMillis <= EPSILON_MILLIS;
		}

	}

}
