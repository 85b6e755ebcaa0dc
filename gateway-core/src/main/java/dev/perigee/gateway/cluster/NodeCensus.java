package dev.perigee.gateway.cluster;

import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.perigee.gateway.metrics.GatewayMetrics;

/**
 * Shows as a meter how many nodes of each region are heard, this one included, and passes
 * on what it hears.
 */
public final class NodeCensus implements NodeListener {

	private final NodeListener next;

	private final Cluster cluster;

	private final GatewayMetrics metrics;

	/**
	 * Counts this node.
	 * @param next hears of everything first
	 * @param cluster whose nodes are counted
	 * @param metrics where they are shown
	 */
	public NodeCensus(NodeListener next, Cluster cluster, GatewayMetrics metrics) {
		this.next = next;
		this.cluster = cluster;
		this.metrics = metrics;
		count();
	}

	@Override
	public void onNodeChanged(long node) {
		this.next.onNodeChanged(node);
		count();
	}

	@Override
	public void onNodeSilent(long node) {
		this.next.onNodeSilent(node);
		count();
	}

	@Override
	public void onNodeGone(long node) {
		this.next.onNodeGone(node);
		count();
	}

	private void count() {
		this.metrics.nodes(this.cluster.nodes()
			.stream()
			.map(NodeAnnouncement::region)
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
	}

}
