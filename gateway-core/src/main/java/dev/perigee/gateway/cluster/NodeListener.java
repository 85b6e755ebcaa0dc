package dev.perigee.gateway.cluster;

/**
 * Hears of other nodes, on the bus's thread or the gateway's timer.
 */
public interface NodeListener {

	/**
	 * Says that what is known of a node may be out of date.
	 * @param node the node
	 */
	void onNodeChanged(long node);

	/**
	 * Says that a node is not heard of any more.
	 * @param node the node
	 */
	void onNodeSilent(long node);

	/**
	 * Says that a node has been dead for so long that its sessions are gone.
	 * @param node the node
	 */
	void onNodeGone(long node);

}
