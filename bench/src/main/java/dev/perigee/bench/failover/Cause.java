package dev.perigee.bench.failover;

import dev.perigee.election.Candidate;
import dev.perigee.lab.gateway.GatewayProcess;

/**
 * Why a client has to leave its incumbent.
 */
enum Cause {

	/** The gateway's process is gone at once. */
	KILL("kill") {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.gateway(incumbent).kill();
		}

		@Override
		void mend(FailoverWorld world, Candidate incumbent) {
			GatewayProcess gateway = world.gateway(incumbent);
			gateway.start();
			gateway.awaitHealthy();
			world.visit(incumbent.region(), incumbent.transport());
		}
	},

	/** The path swallows everything, both ways, and nobody is told. */
	BLACK_HOLE("black-hole") {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.path(incumbent).blackHole(true);
		}

		@Override
		void mend(FailoverWorld world, Candidate incumbent) {
			world.path(incumbent).blackHole(false);
		}
	},

	/**
	 * The gateway is drained: it says GOAWAY and takes nobody until that is taken back.
	 */
	GOAWAY("goaway") {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.drain(incumbent);
		}

		@Override
		void mend(FailoverWorld world, Candidate incumbent) {
			world.undrain(incumbent);
		}
	},

	/** All processes of the region are gone at once, nats-server included. */
	REGION("region") {
		@Override
		void inflict(FailoverWorld world, Candidate incumbent) {
			world.killRegion(incumbent.region());
		}

		@Override
		void mend(FailoverWorld world, Candidate incumbent) {
			world.startRegion(incumbent.region());
		}
	};

	private final String id;

	Cause(String id) {
		this.id = id;
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
	 * @param incumbent what carried the traffic
	 */
	abstract void mend(FailoverWorld world, Candidate incumbent);

	/** The name on the command line and in reports. */
	@Override
	public String toString() {
		return this.id;
	}

}
