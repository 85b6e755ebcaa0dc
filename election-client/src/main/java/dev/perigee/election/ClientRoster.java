package dev.perigee.election;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, as this client was told, perhaps twice: during a move both
 * connections tell. Confined to the client's loop, but for {@link #members()}.
 */
final class ClientRoster {

	private final Map<SessionId, Member> bySession = new LinkedHashMap<>();

	private volatile List<Member> members = List.of();

	/** Any thread. */
	List<Member> members() {
		return this.members;
	}

	/** Takes all members that there are. */
	RoomEvent replace(List<Member> all) {
		this.bySession.clear();
		all.forEach((member) -> this.bySession.put(member.session(), member));
		this.members = List.copyOf(this.bySession.values());
		return new RoomEvent.Joined(this.members);
	}

	/** Somebody came; {@code null} when that is no news. */
	@Nullable RoomEvent joined(Member member) {
		if (this.bySession.containsKey(member.session())) {
			return changed(member);
		}
		put(member);
		return new RoomEvent.MemberJoined(member);
	}

	/** A member is not what it was; {@code null} when that is no news. */
	@Nullable RoomEvent changed(Member member) {
		Member before = this.bySession.get(member.session());
		if (before == null || before.equals(member)) {
			return null;
		}
		put(member);
		return new RoomEvent.MemberChanged(member);
	}

	/** Somebody went; {@code null} when that is no news. */
	@Nullable RoomEvent left(SessionId session) {
		if (this.bySession.remove(session) == null) {
			return null;
		}
		this.members = List.copyOf(this.bySession.values());
		return new RoomEvent.MemberLeft(session);
	}

	private void put(Member member) {
		this.bySession.put(member.session(), member);
		this.members = List.copyOf(this.bySession.values());
	}

}
