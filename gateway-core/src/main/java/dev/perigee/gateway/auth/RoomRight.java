package dev.perigee.gateway.auth;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a member may do in a room.
 */
public enum RoomRight {

	/** Say something. */
	PUBLISH,

	/** Hear what is said, and see who is there. */
	SUBSCRIBE;

	/**
	 * Reads the names of rights as they stand in a token.
	 * @param names lower-case names; unknown ones, of later versions, grant nothing
	 * @return the rights
	 */
	static Set<RoomRight> of(Collection<?> names) {
		Set<RoomRight> rights = EnumSet.noneOf(RoomRight.class);
		Arrays.stream(values())
			.filter((right) -> names.contains(right.name().toLowerCase(Locale.ROOT)))
			.forEach(rights::add);
		return rights;
	}

}
