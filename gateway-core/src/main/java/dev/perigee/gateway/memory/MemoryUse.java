package dev.perigee.gateway.memory;

/**
 * How a node's memory is used at one moment. All but the last in bytes.
 *
 * @param max {@code gateway.memory.max}
 * @param used what counts against it
 * @param unreliable unreliable messages that wait for slow clients
 * @param ringExcess what the rings of rooms hold beyond the rooms' shares
 * @param waiting all that waits for slow clients
 * @param refusing whether nobody may attach
 */
public record MemoryUse(long max, long used, long unreliable, long ringExcess, long waiting, boolean refusing) {

	/** Percent of {@link #max} below which all is well again. */
	private static final int RELIEVED = 75;

	/**
	 * Tells whether anything is to be done, so that the details need not be looked up.
	 * @return whether {@link #relief()} is anything but none
	 */
	public boolean isTight() {
		return isBeyond(Step.UNRELIABLE.percent()) || this.refusing;
	}

	/**
	 * Decides what goes, in the order of {@link Step}: a step is taken from its own part
	 * of the maximum on, and only for what the steps before it can't free.
	 * @return what to free
	 */
	public Relief relief() {
		long excess = this.used - percent(RELIEVED);
		long unreliable = free(Step.UNRELIABLE, this.unreliable, excess);
		long rings = free(Step.RINGS, this.ringExcess, excess - unreliable);
		long sessions = free(Step.SESSIONS, this.waiting, excess - unreliable - rings);
		boolean refuse = isBeyond(Step.ATTACHES.percent()) || (this.refusing && excess > 0);
		return new Relief(unreliable, rings, sessions, refuse);
	}

	private long free(Step step, long available, long excess) {
		return isBeyond(step.percent()) ? Math.max(0, Math.min(available, excess)) : 0;
	}

	private boolean isBeyond(int percent) {
		return this.used > percent(percent);
	}

	private long percent(int percent) {
		return this.max / 100 * percent;
	}

	/**
	 * What is given up, one after the other.
	 */
	public enum Step {

		/** Unreliable messages of the fullest queues. */
		UNRELIABLE(80),

		/** The oldest messages of rings that hold more than their rooms' share. */
		RINGS(85),

		/** The slowest sessions: they resume, and lose nothing that a ring still has. */
		SESSIONS(90),

		/** Attaches: echoes say OVERLOADED, and who comes is sent elsewhere. */
		ATTACHES(95);

		private final int percent;

		Step(int percent) {
			this.percent = percent;
		}

		/**
		 * Returns from where on the step is taken.
		 * @return percent of the maximum
		 */
		public int percent() {
			return this.percent;
		}

	}

	/**
	 * What to free now.
	 *
	 * @param unreliable bytes of unreliable messages that wait
	 * @param rings bytes of rings beyond their share
	 * @param sessions bytes that wait for the slowest sessions, which are closed
	 * @param refuse whether nobody may attach
	 */
	public record Relief(long unreliable, long rings, long sessions, boolean refuse) {

	}

}
