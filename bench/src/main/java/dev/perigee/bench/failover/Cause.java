package dev.perigee.bench.failover;

import java.util.List;

import dev.perigee.election.Candidate;

/**
 * Why a client has to leave its incumbent.
 */
enum Cause {

	/**
	 * The gateway's process is gone at once. Two are started together, on two cores: the
	 * first one's successor has another one beside it meanwhile.
	 */
	KILL("kill", 2) {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.gateway(incumbent).kill();
		}

		@Override
		void mend(FailoverWorld world, List<Candidate> incumbents) {
			world.startGateways(incumbents);
		}
	},

	/** The path swallows everything, both ways, and nobody is told. */
	BLACK_HOLE("black-hole", 1) {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.path(incumbent).blackHole(true);
		}

		@Override
		void mend(FailoverWorld world, List<Candidate> incumbents) {
			incumbents.forEach((incumbent) -> world.path(incumbent).blackHole(false));
		}
	},

	/**
	 * The gateway is drained: it says GOAWAY and takes nobody until that is taken back.
	 */
	GOAWAY("goaway", 1) {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.drain(incumbent);
		}

		@Override
		void mend(FailoverWorld world, List<Candidate> incumbents) {
			incumbents.forEach(world::undrain);
		}
	},

	/** All processes of the region are gone at once, nats-server included. */
	REGION("region", 1) {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.killRegion(incumbent.region());
		}

		@Override
		void mend(FailoverWorld world, List<Candidate> incumbents) {
			incumbents.forEach((incumbent) -> world.startRegion(incumbent.region()));
		}
	};

	private final String id;

	private final int mendedTogether;

	Cause(String id, int mendedTogether) {
		this.id = id;
		this.mendedTogether = mendedTogether;
	}

	/** Returns how many faults are mended at once. */
	int mendedTogether() {
		return this.mendedTogether;
	}

	/**
	 * Strikes; returns when the fault is there.
	 * @param world where
	 * @param incumbent what carries the traffic
	 */
	abstract void inflict(FailoverWorld world, Candidate incumbent);

	/**
	 * Makes the world whole again; returns when it is.
	 * @param world where
	 * @param incumbents what carried the traffic when it struck
	 */
	abstract void mend(FailoverWorld world, List<Candidate> incumbents);

	/** The name on the command line and in reports. */
	@Override
	public String toString() {
		return this.id;
	}

}
