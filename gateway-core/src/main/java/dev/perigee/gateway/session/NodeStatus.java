package dev.perigee.gateway.session;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import dev.perigee.protocol.EchoFlag;

/**
 * What this node says of itself in every echo. Safe for use by several threads.
 */
public final class NodeStatus {

	private static final Set<EchoFlag> ISOLATED = Set.of(EchoFlag.ISOLATED);

	private final BooleanSupplier connected;

	private final IntSupplier load;

	/**
	 * Creates a status.
	 * @param connected whether the other nodes can be reached
	 * @param load 0 (idle) to 255 (full)
	 */
	public NodeStatus(BooleanSupplier connected, IntSupplier load) {
		this.connected = connected;
		this.load = load;
	}

	/**
	 * Returns the flags of the moment.
	 * @return an immutable set
	 */
	public Set<EchoFlag> flags() {
		return this.connected.getAsBoolean() ? Set.of() : ISOLATED;
	}

	/**
	 * Returns the load of the moment.
	 * @return 0 (idle) to 255 (full)
	 */
	public int load() {
		return this.load.getAsInt();
	}

}
