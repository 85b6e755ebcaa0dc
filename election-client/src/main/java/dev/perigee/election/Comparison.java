package dev.perigee.election;

/**
 * What the samples say of each candidate in relation to the others. Candidates are
 * numbered as in the {@link Rounds}; times are in milliseconds.
 */
interface Comparison {

	/**
	 * Compares candidates by what suits the jitter that was seen.
	 * @param rounds at least one echo of each candidate
	 * @param jitter how much they scatter
	 * @return the comparison
	 */
	static Comparison of(Rounds rounds, Jitter jitter) {
		return jitter.isShared() ? new PairedComparison(rounds, jitter) : new FloorComparison(rounds, jitter);
	}

	/** The round trip time that is expected of each candidate. */
	double[] expected();

	/**
	 * The probability that another candidate is faster than one by more than a margin.
	 */
	double beats(int challenger, int winner, double margin);

	/**
	 * The probability that any other candidate is faster than one by more than a margin.
	 */
	double error(int winner, double margin);

}
