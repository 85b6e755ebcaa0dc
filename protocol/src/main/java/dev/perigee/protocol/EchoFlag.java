package dev.perigee.protocol;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a gateway says of itself in every echo.
 */
public enum EchoFlag {

	/** It takes no new work and is leaving: never elect it. */
	DRAINING(1),

	/** It can't reach the other regions: elect it only when nothing else is left. */
	ISOLATED(2),

	/** It is full: demote it. */
	OVERLOADED(4),

	/** Its load comes from its machine: it has fewer sessions than that stands for. */
	STRAINED(8);

	private final int mask;

	EchoFlag(int mask) {
		this.mask = mask;
	}

	static int toBits(Set<EchoFlag> flags) {
		int bits = 0;
		for (EchoFlag flag : flags) {
			bits |= flag.mask;
		}
		return bits;
	}

	/** Bits that this version does not know are ignored. */
	static Set<EchoFlag> ofBits(int bits) {
		if (bits == 0) {
			return Set.of();
		}
		EnumSet<EchoFlag> flags = EnumSet.noneOf(EchoFlag.class);
		for (EchoFlag flag : values()) {
			if ((bits & flag.mask) != 0) {
				flags.add(flag);
			}
		}
		return flags;
	}

}
