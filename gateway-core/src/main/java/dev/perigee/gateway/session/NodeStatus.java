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

	private final BooleanSupplier connected;

	private final NodeLoad load;

	private final BooleanSupplier overloaded;

	/**
	 * Creates a status.
	 * @param connected whether the other nodes can be reached
	 * @param load how busy this node is
	 * @param overloaded whether it is short of memory
	 */
	public NodeStatus(BooleanSupplier connected, NodeLoad load, BooleanSupplier overloaded) {
		this.connected = connected;
		this.load = load;
		this.overloaded = overloaded;
	}

	/**
	 * Returns the flags of the moment.
	 * @return a set of the caller's own
	 */
	public Set<EchoFlag> flags() {
		Set<EchoFlag> flags = EnumSet.noneOf(EchoFlag.class);
		if (!this.connected.getAsBoolean()) {
			flags.add(EchoFlag.ISOLATED);
		}
		if (this.load.isDraining()) {
			flags.add(EchoFlag.DRAINING);
		}
		if (this.overloaded.getAsBoolean()) {
			flags.add(EchoFlag.OVERLOADED);
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
