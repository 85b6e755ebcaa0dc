package dev.perigee.gateway.auth;

import java.time.Instant;
import java.util.List;

/**
 * What a verified room token allows.
 *
 * @param user the token's subject
 * @param rooms names of rooms, or prefixes that end with {@code *}
 * @param expiresAt when the token expires
 */
public record RoomGrant(String user, List<String> rooms, Instant expiresAt) {

	public RoomGrant {
		rooms = List.copyOf(rooms);
	}

	/**
	 * Tells whether a room may be joined.
	 * @param room the room's name
	 * @return whether a name or a prefix of the grant matches
	 */
	public boolean allows(String room) {
		for (String pattern : this.rooms) {
			if (pattern.endsWith("*") ? room.startsWith(pattern.substring(0, pattern.length() - 1))
					: room.equals(pattern)) {
				return true;
			}
		}
		return false;
	}

}
