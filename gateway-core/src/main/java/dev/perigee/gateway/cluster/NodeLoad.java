package dev.perigee.gateway.cluster;

/**
 * How busy this node is. Safe for use by several threads.
 */
public interface NodeLoad {

	/**
	 * Returns the load of the moment.
	 * @return 0 (idle) to 255 (full)
	 */
	int load();

	/**
	 * Tells whether this node is to be emptied.
	 * @return whether it lets nobody in
	 */
	boolean isDraining();

}
