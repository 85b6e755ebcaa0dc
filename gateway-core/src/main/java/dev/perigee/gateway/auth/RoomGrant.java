package dev.perigee.gateway.auth;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a verified room token allows.
 *
 * @param user the token's subject
 * @param rooms the rights by names of rooms, or by prefixes that end with {@code *}
 * @param expiresAt when the token expires
 */
public record RoomGrant(String user, Map<String, Set<RoomRight>> rooms, Instant expiresAt) {

	public RoomGrant {
		rooms = Map.copyOf(rooms);
	}

	/**
	 * Reads the claim {@code rooms}: a list of names and prefixes, with all rights, or an
	 * object with a list of rights for each.
	 * @param claim as it stands in the token
	 * @return the rights, or {@code null} when it is neither
	 */
	static @Nullable Map<String, Set<RoomRight>> parse(@Nullable Object claim) {
		Map<String, Set<RoomRight>> rooms = new HashMap<>();
		if (claim instanceof List<?> names) {
			for (Object name : names) {
				if (!(name instanceof String pattern)) {
					return null;
				}
				rooms.put(pattern, EnumSet.allOf(RoomRight.class));
			}
			return rooms;
		}
		if (claim instanceof Map<?, ?> rights) {
			for (Map.Entry<?, ?> entry : rights.entrySet()) {
				if (!(entry.getKey() instanceof String pattern && entry.getValue() instanceof Collection<?> names)) {
					return null;
				}
				rooms.put(pattern, RoomRight.of(names));
			}
			return rooms;
		}
		return null;
	}

	/**
	 * Returns what its holder may do in a room.
	 * @param room the room's name
	 * @return the rights of all names and prefixes that match; none: it may not even join
	 */
	public Set<RoomRight> rights(String room) {
		Set<RoomRight> rights = EnumSet.noneOf(RoomRight.class);
		this.rooms.forEach((pattern, granted) -> {
			if (matches(pattern, room)) {
				rights.addAll(granted);
			}
		});
		return rights;
	}

	private static boolean matches(String pattern, String room) {
		return pattern.endsWith("*") ? room.startsWith(pattern.substring(0, pattern.length() - 1))
				: room.equals(pattern);
	}

}
