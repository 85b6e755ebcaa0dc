package dev.perigee.election;

/**
 * Why the traffic has moved to another connection.
 */
public enum MoveReason {

	/** Planned: another candidate has won an election. */
	ELECTED("elected"),

	/** Planned: monitoring found another candidate enough faster. */
	FASTER("faster"),

	/** Planned: the incumbent's gateway is isolated or overloaded, the other is not. */
	TROUBLED("troubled"),

	/** Planned: the incumbent's gateway is leaving. */
	DRAINING("draining"),

	/** Planned: the incumbent is a candidate no more. */
	REMOVED("removed"),

	/** Unplanned: nothing was heard of the incumbent any more. */
	SILENT("silent"),

	/** Unplanned: the incumbent's connection has ended. */
	CLOSED("closed");

	private final String id;

	MoveReason(String id) {
		this.id = id;
	}

	/**
	 * Returns what stands for it outside of this program, in the tag of a meter for
	 * instance.
	 * @return the same in all versions
	 */
	public String id() {
		return this.id;
	}

}
