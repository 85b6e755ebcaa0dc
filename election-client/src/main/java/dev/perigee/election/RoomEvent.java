package dev.perigee.election;

import java.util.List;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;

/**
 * What happens in a room besides messages.
 */
public sealed interface RoomEvent {

	/**
	 * The client is in the room, for the first time or after a move.
	 *
	 * @param members everybody in it, this session included
	 */
	record Joined(List<Member> members) implements RoomEvent {
	}

	/**
	 * Somebody came.
	 *
	 * @param member who
	 */
	record MemberJoined(Member member) implements RoomEvent {
	}

	/**
	 * A member is in another region than before, {@link Member#unreachable unreachable},
	 * or reachable again. An unreachable one comes back or leaves within the gateways'
	 * resume grace.
	 *
	 * @param member the member as it is now
	 */
	record MemberChanged(Member member) implements RoomEvent {
	}

	/**
	 * Somebody went.
	 *
	 * @param session who
	 */
	record MemberLeft(SessionId session) implements RoomEvent {
	}

	/**
	 * Reliable messages that can't be had any more.
	 *
	 * @param sender the sending session
	 * @param from the first missing sequence
	 * @param to the last missing sequence
	 */
	record Gap(SessionId sender, long from, long to) implements RoomEvent {
	}

	/**
	 * The gateway does not let the client in, or not do this.
	 *
	 * @param cause why
	 */
	record Refused(RefusedException cause) implements RoomEvent {
	}

}
