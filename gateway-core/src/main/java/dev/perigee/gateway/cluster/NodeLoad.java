package dev.perigee.gateway.cluster;

/**
 * How busy this node is. Safe for use by several threads.
 */
public interface NodeLoad {

	/** A node with nothing to do. */
	NodeLoad IDLE = new NodeLoad() {

		@Override
		public int load() {
			return 0;
		}

		@Override
		public boolean isStrained() {
			return false;
		}

		@Override
		public boolean isOverloaded() {
			return false;
		}

		@Override
		public boolean isDraining() {
			return false;
		}

	};

	/**
	 * Returns the load of the moment.
	 * @return 0 (idle) to 255 (full)
	 */
	int load();

	/**
	 * Tells whether the load comes from the machine.
	 * @return whether there are fewer sessions than the load stands for
	 */
	boolean isStrained();

	/**
	 * Tells whether this node is full, for long enough to say so.
	 * @return whether clients should rather go elsewhere
	 */
	boolean isOverloaded();

	/**
	 * Tells whether this node is to be emptied.
	 * @return whether it lets nobody in
	 */
	boolean isDraining();

}
