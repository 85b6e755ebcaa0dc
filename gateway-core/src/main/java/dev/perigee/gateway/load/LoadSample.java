package dev.perigee.gateway.load;

/**
 * What the load of a node is made of at a moment. Immutable.
 *
 * @param sessions the part of {@code gateway.limits.max-sessions} that is attached
 * @param cpu the part of the processors that this process uses
 * @param loopLagMillis by how much the slowest event loop is late
 * @param memory the part of the memory that is used
 */
record LoadSample(double sessions, double cpu, double loopLagMillis, double memory) {

	private static final int FULL = 255;

	/**
	 * Returns the load: the largest share of all.
	 * @return 0 (idle) to 255 (full)
	 */
	int load() {
		return (int) (FULL * Math.min(1, Math.max(this.sessions, strain())));
	}

	/**
	 * Tells whether the load is not that of the sessions.
	 * @return whether there are fewer of them than the load stands for
	 */
	boolean isStrained() {
		return strain() > this.sessions;
	}

	private double strain() {
		return Math.max(Strain.CPU.share(this.cpu),
				Math.max(Strain.LOOP_LAG.share(this.loopLagMillis), Strain.MEMORY.share(this.memory)));
	}

}
