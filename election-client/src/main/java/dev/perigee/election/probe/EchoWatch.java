package dev.perigee.election.probe;

/**
 * Decides from missing echoes whether a path is a black hole, long before TCP or QUIC
 * would say so. Pure.
 */
public enum EchoWatch {

	/** Nothing is overdue. */
	ALIVE,

	/** An echo is missing: send a burst of probes to find out. */
	SUSPECT,

	/** The burst went unanswered too: leave. */
	SILENT;

	/**
	 * How many echoes in a row must be missing. With one datagram in ten lost by chance
	 * that is one false alarm in ten million probes, and a gateway that stands still for
	 * half a second (a cold start, a collection) is none.
	 */
	static final int CONFIRMATIONS = 7;

	/**
	 * A timer that fires this late says that this process stood still, not the path.
	 */
	static final long STALL_NANOS = 100_000_000L;

	/**
	 * Judges a path.
	 * @param overdue how many probes since the last answered one are overdue
	 * @return the verdict
	 */
	public static EchoWatch judge(int overdue) {
		if (overdue == 0) {
			return ALIVE;
		}
		return (overdue < CONFIRMATIONS) ? SUSPECT : SILENT;
	}

	/**
	 * Tells whether a check comes so late that echoes may lie unread in this process.
	 * @param dueNanos when the check should have run
	 * @param nowNanos when it runs
	 * @return {@code true} when nothing may be concluded from it
	 */
	public static boolean isStalled(long dueNanos, long nowNanos) {
		return nowNanos - dueNanos >= STALL_NANOS;
	}

}
