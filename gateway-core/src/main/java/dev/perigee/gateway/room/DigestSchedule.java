package dev.perigee.gateway.room;

/**
 * At which ticks a room tells other nodes what this one holds. Confined to its room's
 * lock.
 */
final class DigestSchedule {

	/**
	 * Digests are sent 1, 2, 4 and 8 ticks after the last change: one of them comes
	 * through, however long the loss of a connection between regions lasts.
	 */
	private static final int AFTER_CHANGE = 8;

	/** While there are members, a digest is sent every so many ticks. */
	private static final int REPEAT = 32;

	private int sinceChange = AFTER_CHANGE;

	/** What this node holds of the room is not what it was. */
	void changed() {
		this.sinceChange = 0;
	}

	/** Tells whether a digest is due at the tick that has come. */
	boolean tick(boolean hasMembers) {
		this.sinceChange++;
		boolean soonAfterChange = this.sinceChange <= AFTER_CHANGE && Integer.bitCount(this.sinceChange) == 1;
		return soonAfterChange || hasMembers && this.sinceChange % REPEAT == 0;
	}

}
