package dev.perigee.gateway.load;

/**
 * What a resource of the machine counts for in the load: nothing up to where it begins to
 * hurt, from there on in proportion.
 */
enum Strain {

	/** The part of the processors that this process uses. */
	CPU(0.7, 0.95),

	/** By how many milliseconds the slowest event loop is late. */
	LOOP_LAG(50, 250),

	/** The part of the memory that is used. */
	MEMORY(0.6, 0.9);

	private final double from;

	private final double full;

	Strain(double from, double full) {
		this.from = from;
		this.full = full;
	}

	/**
	 * Returns what a value counts for.
	 * @param value in the resource's own unit
	 * @return 0 to 1
	 */
	double share(double value) {
		return Math.min(1, Math.max(0, (value - this.from) / (this.full - this.from)));
	}

}
