package dev.perigee.protocol;

import java.util.List;

import dev.perigee.protocol.ControlFrames.Member;

/**
 * What a gateway tells unasked when something is not what it said before.
 */
public final class UpdateFrames {

	private UpdateFrames() {
	}

	/**
	 * Gateway: these members are still the same sessions, but not what they were: in
	 * another region, unreachable, or reachable again.
	 *
	 * @param room the room's name
	 * @param members the members as they are now
	 */
	public record MemberChanged(String room, List<Member> members) implements Frame.Control {

		public MemberChanged {
			Fields.room(room);
			members = Fields.list("members", members);
		}

		@Override
		public FrameType type() {
			return FrameType.MEMBER_CHANGED;
		}
	}

	/**
	 * Gateway: regions or their endpoints are not those of {@code WELCOME} any more.
	 *
	 * @param regions all that are known now
	 */
	public record Regions(List<RegionInfo> regions) implements Frame.Control {

		public Regions {
			regions = Fields.list("regions", regions);
		}

		@Override
		public FrameType type() {
			return FrameType.REGIONS;
		}
	}

}
