package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a JOIN, cut so that no frame is longer than 256 KB: what JOINED has no
 * place for follows in MEMBER_JOINED frames.
 */
final class RoomWelcome {

	private static final int MAX_MEMBER_BYTES = 160 * 1024;

	/** The JSON of a member around its user and region. */
	private static final int MEMBER_BYTES = 91;

	/** The longest that JSON makes of a character. */
	private static final int ESCAPED_BYTES = 6;

	private RoomWelcome() {
	}

	/**
	 * Makes the frames of an answer.
	 * @param room the room's name
	 * @param handle its handle
	 * @param members all members
	 * @param positions at most {@value ControlFrames.Joined#MAX_POSITIONS}, which take
	 * less than 64 KB
	 * @param last tells the last sequence that is known of a session
	 * @param received what this node has of the session that joins
	 * @return JOINED first
	 */
	static List<Frame> of(String room, int handle, List<Member> members, List<Position> positions,
			ToLongFunction<SessionId> last, @Nullable Received received) {
		int fitting = 0;
		int bytes = 0;
		while (fitting < members.size() && bytes + maxBytes(members.get(fitting)) <= MAX_MEMBER_BYTES) {
			bytes += maxBytes(members.get(fitting));
			fitting++;
		}
		List<Frame> frames = new ArrayList<>();
		frames.add(new ControlFrames.Joined(room, handle, members.subList(0, fitting), positions, received));
		members.subList(fitting, members.size())
			.forEach((member) -> frames
				.add(new ControlFrames.MemberJoined(room, member, last.applyAsLong(member.session()))));
		return frames;
	}

	private static int maxBytes(Member member) {
		return MEMBER_BYTES + ESCAPED_BYTES * (member.user().length() + member.region().length());
	}

}
