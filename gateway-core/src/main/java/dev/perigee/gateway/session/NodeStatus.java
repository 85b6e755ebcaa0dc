package dev.perigee.gateway.session;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

import dev.perigee.gateway.cluster.NodeLoad;
import dev.perigee.protocol.EchoFlag;

/**
 * What this node says of itself in every echo. Safe for use by several threads.
 */
public final class NodeStatus {

	private final BooleanSupplier isolated;

	private final NodeLoad load;

	/**
	 * Creates a status.
	 * @param isolated whether the other regions can't be reached
	 * @param load how busy this node is
	 */
	public NodeStatus(BooleanSupplier isolated, NodeLoad load) {
		this.isolated = isolated;
		this.load = load;
	}

	/**
	 * Returns the flags of the moment.
	 * @return a set of the caller's own
	 */
	public Set<EchoFlag> flags() {
		Set<EchoFlag> flags = EnumSet.noneOf(EchoFlag.class);
		if (this.isolated.getAsBoolean()) {
			flags.add(EchoFlag.ISOLATED);
		}
		if (this.load.isDraining()) {
			flags.add(EchoFlag.DRAINING);
		}
		if (this.load.isOverloaded()) {
			flags.add(EchoFlag.OVERLOADED);
		}
		if (this.load.isStrained()) {
			flags.add(EchoFlag.STRAINED);
		}
		return flags;
	}

	/**
	 * Returns the load of the moment.
	 * @return 0 (idle) to 255 (full)
	 */
	public int load() {
		return this.load.load();
	}

}
